package dev.gleaner.actuator.audit.cloudtrail;

import dev.gleaner.actuator.audit.TrailName;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import io.smallrye.mutiny.Uni;
import java.util.HashSet;
import org.hibernate.reactive.mutiny.Mutiny;

/** The trails that are known to tell of us: an echo of any call of ours, a reading one too, has come from them. */
public final class ObservedTrailRepository {

    private static final String SEEN = """
            insert into echo_trail values (:trail, :through)
            on conflict (trail) do update set through = greatest(echo_trail.through, excluded.through)
            """;

    private ObservedTrailRepository() {}

    /** A trail told of us. */
    static Uni<Void> recordTrail(Mutiny.Session session, CloudTrailEcho echo) {
        return session.createNativeQuery(SEEN)
                .setParameter("trail", TrailName.name(echo.account(), echo.region()))
                .setParameter("through", echo.eventTime())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Returns the number of trails that have reported a call. */
    static Uni<Long> count(Mutiny.Session session) {
        return session.createNativeQuery("select count(*) from echo_trail", Long.class)
                .getSingleResult();
    }

    /** A check of the chain by what is known of trails now. */
    public static Uni<CloudTrailEchoCheck> check(Mutiny.Session session) {
        return session.createNativeQuery("select after_sequence from echo_start where id = 1", Long.class)
                .getSingleResult()
                .flatMap(after -> session.createNativeQuery("select trail from echo_trail", String.class)
                        .getResultList()
                        .map(trails -> new CloudTrailEchoCheck(after, new HashSet<>(trails))));
    }
}
