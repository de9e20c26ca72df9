# The program beside the messages: compiled TypeScript with the Node packages that it needs, staged
# in the build folder, and the launcher for `ros2 run` and launch files.
set(program_folder "${CMAKE_CURRENT_BINARY_DIR}/program")
add_custom_target(${PROJECT_NAME}_program ALL
  COMMAND scripts/ros/stage-program "${CMAKE_CURRENT_BINARY_DIR}"
  WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
  COMMENT "Compiling the program and installing its Node packages"
  VERBATIM)

# What an earlier install left would mix with the new one.
install(CODE "
  set(share \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/${PROJECT_NAME}\")
  file(REMOVE_RECURSE \"\${share}/dist\" \"\${share}/node_modules\")")
if(AMENT_CMAKE_SYMLINK_INSTALL)
  install(CODE "
    foreach(folder dist node_modules)
      file(CREATE_LINK \"${program_folder}/\${folder}\" \"\${share}/\${folder}\" SYMBOLIC)
    endforeach()")
else()
  install(DIRECTORY "${program_folder}/dist" "${program_folder}/node_modules"
    DESTINATION share/${PROJECT_NAME} USE_SOURCE_PERMISSIONS)
endif()
install(FILES package.json DESTINATION share/${PROJECT_NAME})
install(FILES scripts/node-version.sh DESTINATION share/${PROJECT_NAME}/scripts)
install(DIRECTORY config launch models schemas DESTINATION share/${PROJECT_NAME}
  PATTERN __pycache__ EXCLUDE)
install(PROGRAMS bin/vljepa DESTINATION lib/${PROJECT_NAME})
# The launcher is the command by whose name it is called.
install(CODE "
  foreach(command perception replay)
    file(CREATE_LINK vljepa
      \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/lib/${PROJECT_NAME}/\${command}\" SYMBOLIC)
  endforeach()")

if(BUILD_TESTING)
  find_package(ament_cmake_test REQUIRED)
  set(result "${AMENT_TEST_RESULTS_DIR}/${PROJECT_NAME}/program.xunit.xml")
  ament_add_test(program
    COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/scripts/ros/test-program"
      "${CMAKE_CURRENT_BINARY_DIR}" "${CMAKE_INSTALL_PREFIX}" "${result}"
    RESULT_FILE "${result}"
    TIMEOUT 1200)
endif()
