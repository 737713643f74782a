package dev.gleaner.actuator.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Findings in the order in which to work on them, with the proposals about them. */
@ApplicationScoped
public class FindingRepository {

    /** Step 0 lies outside the sequence, so behind it; what has no price comes after what has one, oldest first. */
    private static final String ORDERED = """
            select id from finding f
             where (:state = '' or finding_state(f) = :state) and (:rule = '' or rule = :rule)
             order by case step when 0 then 99 else step end,
                      monthly - effort_minutes * :hourlyRate / 60 desc nulls last, opened_at, id
            """;

    private final ProposalConfig config;

    FindingRepository(ProposalConfig config) {
        this.config = config;
    }

    /** Ids of the findings that pass the filter. */
    public Uni<List<String>> ids(Mutiny.Session session, Filter filter) {
        return session.createNativeQuery(ORDERED, String.class)
                .setParameter(
                        "state", filter.state().map(FindingState.Kind::text).orElse(""))
                .setParameter("rule", filter.rule().orElse(""))
                .setParameter("hourlyRate", config.hourlyRate())
                .setMaxResults(filter.limit().orElse(Integer.MAX_VALUE))
                .getResultList();
    }

    /** The findings of these ids, in their order. */
    public Uni<List<FindingRow>> findings(Mutiny.Session session, List<String> ids) {
        return session.createQuery("from FindingRow where id in (:ids)", FindingRow.class)
                .setParameter("ids", ids)
                .getResultList()
                .map(rows -> rows.stream()
                        .sorted(Comparator.comparingInt(row -> ids.indexOf(row.id())))
                        .toList());
    }

    /** A finding. */
    public Uni<Optional<FindingRow>> finding(Mutiny.Session session, String id) {
        return session.find(FindingRow.class, id).map(Optional::ofNullable);
    }

    /** Every version of a finding, and what was said provisionally of it, oldest first. */
    public Uni<List<JsonNode>> history(Mutiny.Session session, String id) {
        return session.createNativeQuery(
                        "select document from finding_version where finding_id = :id order by version, revision",
                        String.class)
                .setParameter("id", id)
                .getResultList()
                .map(documents -> documents.stream()
                        .map(document -> Json.read(document, JsonNode.class))
                        .toList());
    }

    /** Where these findings stand, by id. */
    public Uni<Map<String, FindingState>> states(Mutiny.Session session, Collection<FindingRow> rows) {
        return FindingState.of(session, rows);
    }

    /** The proposals about these targets. */
    public Uni<List<Proposal>> proposals(Mutiny.Session session, Collection<String> targets) {
        return session.createQuery("from Proposal where target in (:targets)", Proposal.class)
                .setParameter("targets", targets)
                .getResultList();
    }

    /** Which findings to list. */
    public record Filter(Optional<FindingState.Kind> state, Optional<String> rule, Optional<Integer> limit) {}
}
