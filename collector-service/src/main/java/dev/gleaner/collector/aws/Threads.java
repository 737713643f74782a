package dev.gleaner.collector.aws;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/** What all clients share: each would bring connections and a dozen threads of its own, and there is a client a region. */
final class Threads implements AutoCloseable {

    /** Retries wait here, and nothing else. */
    private static final int TIMERS = 2;

    private final SdkAsyncHttpClient http = NettyNioAsyncHttpClient.create();
    private final ExecutorService completing = Executors.newCachedThreadPool(named("aws-answers-"));
    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(TIMERS, named("aws-retries-"));

    SdkAsyncHttpClient http() {
        return http;
    }

    /** Where answers are completed. */
    ExecutorService completing() {
        return completing;
    }

    /** Where retries and timeouts wait. */
    ScheduledExecutorService timers() {
        return timers;
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        http.close();
        timers.shutdownNow();
        completing.shutdown();
    }
}
