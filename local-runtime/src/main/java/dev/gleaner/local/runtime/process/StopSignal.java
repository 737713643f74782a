package dev.gleaner.local.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A POSIX signal that asks a program to end. */
public enum StopSignal {
    /** The usual one. */
    TERM,
    /** PostgreSQL's "fast" shutdown: it does not wait for its clients to leave. */
    INT;

    /** To a process; one that has ended does not mind. */
    public void send(ProcessHandle process) {
        try {
            new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
