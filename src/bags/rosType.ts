/**
 * A message type as ROS 2 names it, `package/msg/Type`, from the names that other writers give it:
 * `package/Type` (ROS 1), `package::msg::Type`, `package::msg::dds_::Type_` (DDS).
 */
export function rosType(name: string): string {
  const parts = name.split(/::|\/|\./).filter((part) => part !== '' && part !== 'dds_');
  const type = parts.at(-1)?.replace(/_$/, '');
  if (parts.length === 3 && parts[1] === 'msg') return `${parts[0]}/msg/${type}`;
  if (parts.length === 2 && /^[a-z]\w*\/\w+$/.test(name)) return `${parts[0]}/msg/${type}`;
  return name;
}
