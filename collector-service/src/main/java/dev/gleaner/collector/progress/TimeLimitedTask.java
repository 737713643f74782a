package dev.gleaner.collector.progress;

import java.time.Duration;

/** Work at a stop, which must not wait for Kafka as long as at other times. */
public final class TimeLimitedTask {

    private TimeLimitedTask() {}

    /** Runs the work on a thread of this name, and returns when it is done or the time is over. */
    public static void run(String thread, Duration longest, Runnable work) throws InterruptedException {
        Thread running = new Thread(work, thread);
        running.setDaemon(true);
        running.start();
        running.join(longest.toMillis());
    }
}
