package dev.gleaner.actuator.source;

import dev.gleaner.actuator.proposal.CountedSavings;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reads what findings with insufficient data lack. */
@ApplicationScoped
public class SwitchableSourceReader {

    /** What is paid counts as what is saved at most. */
    private static final String UNSETTLED = """
            select f.id, f.resource, cast(cast(f.document as jsonb) -> 'saving' ->> 'cost' as numeric) as monthly,
                   f.charge ->> 'of' as charge, cast(f.charge ->> 'part' as boolean) as part,
                   cast(cast(f.document as jsonb) -> 'missingSources' as text) as sources
              from finding f
             where f.status = 'insufficient' and not f.exempt
               and cast(f.document as jsonb) -> 'missingSources' is not null
            """;

    private final Mutiny.SessionFactory sessions;

    SwitchableSourceReader(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** Each source that would settle a finding, the most worth first. */
    public Uni<List<SwitchableSource>> all() {
        return sessions.withTransaction(session -> session.createNativeQuery(UNSETTLED, Tuple.class)
                .getResultList()
                .map(rows -> SwitchableSource.of(
                        rows.stream().map(SwitchableSourceReader::finding).toList())));
    }

    private static UnsettledFinding finding(Tuple row) {
        return new UnsettledFinding(
                row.get("resource", String.class),
                CountedSavings.Item.of(row),
                List.of(Json.read(row.get("sources", String.class), Finding.MissingSource[].class)));
    }
}
