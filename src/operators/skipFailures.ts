import { EMPTY, catchError, type MonoTypeOperatorFunction } from 'rxjs';

/** Ends one window's work at an error, which goes to `report`, and never the stream around it. */
export function skipFailures<T>(report: (error: unknown) => void): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => {
    report(error);
    return EMPTY;
  });
}
