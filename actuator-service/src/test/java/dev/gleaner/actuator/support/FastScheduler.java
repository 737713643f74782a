package dev.gleaner.actuator.support;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.scheduler.runtime.SimpleScheduler;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the time of Quarkus' scheduler run faster, so that a job that is due each second is done several times a second, without
 * another configuration. The scheduler's own rounds go on, and find that nothing is due: they read the time of the host, which is
 * behind. It strikes once a second, and its time cannot be set, so that its rounds are made here by reflection.
 */
@Singleton
class FastScheduler {

    /** Times as fast as the host's clock. */
    private static final int SPEED = 5;

    private static final Duration ROUND = Duration.ofMillis(50);

    private @Nullable ScheduledExecutorService rounds;

    void start(@Observes StartupEvent event, Scheduler scheduler, Vertx vertx) throws ReflectiveOperationException {
        Field tasks = SimpleScheduler.class.getDeclaredField("scheduledTasks");
        tasks.setAccessible(true);
        Map<?, ?> scheduled = (Map<?, ?>) tasks.get(scheduler);
        Method execute = Class.forName(SimpleScheduler.class.getName() + "$ScheduledTask")
                .getDeclaredMethod("execute", ZonedDateTime.class, Vertx.class);
        execute.setAccessible(true);
        ZonedDateTime begun = ZonedDateTime.now();
        long start = System.nanoTime();
        rounds = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "fast-scheduler");
            thread.setDaemon(true);
            return thread;
        });
        rounds.scheduleAtFixedRate(
                () -> {
                    if (scheduler.isRunning()) {
                        ZonedDateTime now = begun.plusNanos((System.nanoTime() - start) * SPEED);
                        scheduled.values().forEach(task -> execute(execute, task, now, vertx));
                    }
                },
                0,
                ROUND.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        if (rounds != null) {
            rounds.shutdownNow();
        }
    }

    private static void execute(Method execute, Object task, ZonedDateTime now, Vertx vertx) {
        try {
            execute.invoke(task, now, vertx);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
