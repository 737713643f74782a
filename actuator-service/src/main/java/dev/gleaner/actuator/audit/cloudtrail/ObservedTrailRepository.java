package dev.gleaner.actuator.audit.cloudtrail;

import dev.gleaner.actuator.audit.TrailName;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import io.smallrye.mutiny.Uni;
import java.util.HashSet;
import org.hibernate.reactive.mutiny.Mutiny;

/** Table {@code echo_trail}: the trails that have reported a call of ours, including read calls. */
public final class ObservedTrailRepository {

    private static final String SEEN = """
            insert into echo_trail values (:trail, :through)
            on conflict (trail) do update set through = greatest(echo_trail.through, excluded.through)
            """;

    private ObservedTrailRepository() {}

    /** Records that a trail reported a call of ours. */
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

    /** Creates a check of the chain with the trails that are known now. */
    public static Uni<CloudTrailEchoCheck> check(Mutiny.Session session) {
        return session.createNativeQuery("select after_sequence from echo_start where id = 1", Long.class)
                .getSingleResult()
                .flatMap(after -> session.createNativeQuery("select trail from echo_trail", String.class)
                        .getResultList()
                        .map(trails -> new CloudTrailEchoCheck(after, new HashSet<>(trails))));
    }
}
