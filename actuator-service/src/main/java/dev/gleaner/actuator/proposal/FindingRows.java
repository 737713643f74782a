package dev.gleaner.actuator.proposal;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Queries over the newest versions of findings. */
final class FindingRows {

    private FindingRows() {}

    /** The findings of a target to ask about. */
    static Uni<List<FindingRow>> openOn(Mutiny.Session session, String target) {
        return session.createQuery(
                        "from FindingRow where target = :target and status = 'open' order by id", FindingRow.class)
                .setParameter("target", target)
                .getResultList()
                .map(rows -> rows.stream().filter(FindingRow::isOpen).toList());
    }

    /** The same of several targets. */
    static Uni<List<FindingRow>> openOn(Mutiny.Session session, Collection<String> targets) {
        return session.createQuery(
                        "from FindingRow where target in (:targets) and status = 'open' order by id", FindingRow.class)
                .setParameter("targets", targets)
                .getResultList()
                .map(rows -> rows.stream().filter(FindingRow::isOpen).toList());
    }
}
