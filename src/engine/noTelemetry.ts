/**
 * ONNX Runtime's published builds send usage events to their vendor and keep a device id in the
 * user's cache folder unless this is set before the library loads. It reads the environment of the
 * process, which a worker thread's `process.env` is only a copy of: so whoever starts a thread that
 * loads the library imports this too.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
