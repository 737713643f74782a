package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.database.LeaseOwner;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Takes up actions that are due, one after another. */
@ApplicationScoped
class Worker {

    private final Claims claims;
    private final Turn turn;
    private final LeaseOwner owner;

    Worker(Claims claims, Turn turn, LeaseOwner owner) {
        this.claims = claims;
        this.turn = turn;
        this.owner = owner;
    }

    @Scheduled(every = "${actuator.execution.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return work(owner.name())
                .onFailure()
                .invoke(failure -> Log.error("An action can't go on now; its lease will end", failure))
                .onFailure()
                .recoverWithNull();
    }

    /** Goes on until nothing is due. */
    Uni<Void> work(String name) {
        return claims.next(name)
                .flatMap(claim -> claim.map(held -> turn.take(held).chain(() -> work(name)))
                        .orElse(Uni.createFrom().voidItem()));
    }
}
