package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.database.LeaseOwner;
import dev.gleaner.actuator.reactive.CoalescingTask;
import dev.gleaner.actuator.reactive.InFlightTracker;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;

/** Executes actions that are due, several at a time: at once when one is approved, and at an interval. */
@ApplicationScoped
public class ActionWorker {

    private final ActionRepository actionRepository;
    private final ActionExecutor actionExecutor;
    private final ExecutionConfig config;
    private final InFlightTracker inFlightTracker;
    private final Vertx vertx;
    private final List<CoalescingTask> tasks;

    ActionWorker(
            ActionRepository actionRepository,
            ActionExecutor actionExecutor,
            LeaseOwner owner,
            ExecutionConfig config,
            InFlightTracker inFlightTracker,
            Vertx vertx) {
        this.actionRepository = actionRepository;
        this.actionExecutor = actionExecutor;
        this.config = config;
        this.inFlightTracker = inFlightTracker;
        this.vertx = vertx;
        this.tasks = Stream.generate(() -> createTask(owner.name()))
                .limit(config.parallel())
                .toList();
    }

    private CoalescingTask createTask(String owner) {
        return inFlightTracker.newTask(
                () -> work(owner), failure -> Log.error("An action can't continue now; its lease will end", failure));
    }

    /**
     * Starts what is due: to be called once it is committed. One task that is free looks for it, and each that finds something lets the next
     * one look. Those under way go on until nothing is due, but may have looked already.
     */
    public void trigger() {
        tasks.stream()
                .filter(task -> !task.isUnderWay())
                .findFirst()
                .ifPresentOrElse(CoalescingTask::trigger, () -> tasks.forEach(CoalescingTask::trigger));
    }

    @Scheduled(every = "${actuator.execution.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return Uni.createFrom().voidItem().invoke(this::trigger);
    }

    /** Executes actions until none is due. */
    Uni<Void> work(String name) {
        return inFlightTracker.repeatUntilStopped(() -> actionRepository
                .claimNext(name)
                .flatMap(claim -> claim.map(held -> execute(held).replaceWith(true))
                        .orElse(Uni.createFrom().item(false))));
    }

    private Uni<Void> execute(Action.Claim claim) {
        trigger();
        return actionExecutor.execute(claim).invoke(this::wakeAfterPoll);
    }

    /** AWS may show by then what was called now. */
    private void wakeAfterPoll() {
        vertx.setTimer(Math.max(1, config.poll().toMillis()), ignored -> trigger());
    }
}
