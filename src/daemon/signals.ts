/** What operators tell a running daemon by signals: stop, read the configuration anew, show everything. */

/** What signals ask for while the daemon runs; before it does, only a stop is heard. */
export interface Orders {
  /** Goes on in a new log file. */
  reopen(): void;
  reload(): void;
  debug(): void;
}

export interface Signals {
  /** Resolves with the name of what asks to stop: SIGTERM, SIGINT, the end of the parent, or of the terminal. */
  readonly stop: Promise<string>;
  /** From now on these are done. */
  obey(orders: Orders): void;
}

/** Begins to listen. SIGHUP is the end of a terminal where there is one, and else an order to read anew; SIGUSR2: show everything. */
export function listenToSignals(): Signals {
  let current: Orders | null = null;
  const stop = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
    process.on('SIGHUP', () => {
      if (process.stdout.isTTY) resolve('SIGHUP');
      else {
        current?.reopen();
        current?.reload();
      }
    });
    process.on('SIGUSR2', () => current?.debug());
    process.on('disconnect', () => resolve('disconnect'));
    // The parent may have died before this listened; who was not forked has no `connected`.
    if (process.connected === false) resolve('disconnect');
    // Listening for the parent's end must not keep a stopped worker alive.
    process.channel?.unref();
  });
  return {
    stop,
    obey(orders) {
      current = orders;
    },
  };
}
