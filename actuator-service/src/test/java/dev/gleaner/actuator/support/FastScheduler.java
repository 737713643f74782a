package dev.gleaner.actuator.support;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.scheduler.Trigger;
import io.quarkus.scheduler.runtime.SimpleScheduler;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the time of some jobs of Quarkus' scheduler run faster, so that what is due each second is done several times a second,
 * without another configuration. The scheduler's own rounds go on, and find that nothing is due: they read the time of the host,
 * which is behind. It strikes once a second, and its time cannot be set, so that its rounds are made here by reflection.
 *
 * <p>All other jobs keep their pace: they are started by events too, or no test waits for them long. When all of them were
 * fast, the searches for nothing took a fifth of a core in each process.
 */
@Singleton
class FastScheduler {

    /** Times as fast as the host's clock. */
    private static final int SPEED = 5;

    private static final Duration ROUND = Duration.ofMillis(50);

    /** The classes of the jobs that many tests wait for, by time and not by an event. */
    private static final Set<String> FAST = Set.of(
            "ActionWorker",
            "InstanceScheduleJob",
            "ProposalPlanner",
            "SavingsMeasurement",
            "ServiceHealthCheck",
            "SlackDispatcher",
            "StalledCallHealthCheck",
            "UnmatchedCallMonitor");

    private @Nullable ScheduledExecutorService rounds;

    void start(@Observes StartupEvent event, Scheduler scheduler, Vertx vertx) throws ReflectiveOperationException {
        Class<?> scheduledTask = Class.forName(SimpleScheduler.class.getName() + "$ScheduledTask");
        Field trigger = accessible(scheduledTask.getDeclaredField("trigger"));
        Method execute = accessible(scheduledTask.getDeclaredMethod("execute", ZonedDateTime.class, Vertx.class));
        Map<?, ?> scheduled = (Map<?, ?>) accessible(SimpleScheduler.class.getDeclaredField("scheduledTasks"))
                .get(scheduler);
        List<Object> fast = new ArrayList<>();
        for (Object task : scheduled.values()) {
            String method = ((Trigger) trigger.get(task)).getMethodDescription();
            if (FAST.contains(method.replaceAll(".*\\.|#.*", ""))) {
                fast.add(task);
            }
        }
        if (fast.size() < FAST.size()) {
            throw new IllegalStateException("some of " + FAST + " are no jobs any more");
        }
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
                        fast.forEach(task -> execute(execute, task, now, vertx));
                    }
                },
                0,
                ROUND.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static <T extends AccessibleObject> T accessible(T member) {
        member.setAccessible(true);
        return member;
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
