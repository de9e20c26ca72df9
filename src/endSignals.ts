type End = () => void;

/** Until there is something to close. */
let end: End = () => process.exit(0);

/**
 * Sets what happens at SIGINT and SIGTERM. The handlers are installed when this module is evaluated, so
 * import it first: the libraries take most of a second to load, and a signal may come meanwhile.
 */
export function atEndSignal(close: End): void {
  end = close;
}

process.on('SIGINT', () => end());
process.on('SIGTERM', () => end());
