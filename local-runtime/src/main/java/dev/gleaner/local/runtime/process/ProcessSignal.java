package dev.gleaner.local.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A POSIX signal to a process. */
public enum ProcessSignal {
    /** Asks a program to end. */
    TERM,
    /** The "fast" shutdown of PostgreSQL, which does not wait for its clients to disconnect. */
    INT,
    /** Suspends a process. */
    STOP,
    /** Resumes a suspended process. */
    CONT;

    /** Sends it; false if the process has ended. */
    public boolean send(ProcessHandle process) {
        try {
            return new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid()))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
