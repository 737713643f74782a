package dev.gleaner.actuator.proposal;

import dev.gleaner.contracts.Json;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** Findings as they came in, every version of them. */
final class FindingVersions {

    private static final String KEEP = """
            insert into finding_version (finding_id, version, revision, document)
            select id, version, revision, document
              from jsonb_to_recordset(cast(cast(:findings as text) as jsonb))
                as finding (id text, version integer, revision integer, document text)
            on conflict do nothing
            """;

    private FindingVersions() {}

    /** Keeps these, unless they were kept before. */
    static Uni<Void> keep(Mutiny.Session session, List<ConsumedFinding> read) {
        List<Map<String, Object>> rows = read.stream()
                .map(consumed -> Map.<String, Object>of(
                        "id", consumed.orThrow().id(),
                        "version", consumed.orThrow().version(),
                        "revision", consumed.orThrow().revision(),
                        "document", consumed.document()))
                .toList();
        return session.createNativeQuery(KEEP)
                .setParameter("findings", Json.text(rows))
                .executeUpdate()
                .replaceWithVoid();
    }
}
