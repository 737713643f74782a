package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.database.LeaseOwner;
import dev.gleaner.actuator.reactive.Chore;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;

/** Takes up actions that are due, one after another: at once when one is approved, and by the clock. */
@ApplicationScoped
public class Worker {

    private final Claims claims;
    private final Turn turn;
    private final ExecutionConfig config;
    private final Chore chore;

    Worker(Claims claims, Turn turn, LeaseOwner owner, ExecutionConfig config, Vertx vertx) {
        this.claims = claims;
        this.turn = turn;
        this.config = config;
        this.chore = new Chore(
                vertx,
                () -> work(owner.name()),
                failure -> Log.error("An action can't go on now; its lease will end", failure));
    }

    /** Something may be due: to be called once it is in the database. */
    public void wake() {
        chore.wake();
    }

    @Scheduled(every = "${actuator.execution.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return chore.run();
    }

    /** Goes on until nothing is due. */
    Uni<Void> work(String name) {
        return claims.next(name)
                .flatMap(claim -> claim.map(
                                held -> turn.take(held).invoke(this::comeBack).chain(() -> work(name)))
                        .orElse(Uni.createFrom().voidItem()));
    }

    /** What was called now may show by then. */
    private void comeBack() {
        chore.wakeIn(config.poll());
    }
}
