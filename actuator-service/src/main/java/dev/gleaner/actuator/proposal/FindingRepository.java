package dev.gleaner.actuator.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.database.BatchStatement;
import dev.gleaner.contracts.Json;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Queries of the tables {@code finding} and {@code finding_version}. */
@ApplicationScoped
public class FindingRepository {

    /** Step 0 is outside the sequence and comes last. Findings without a price come after the others, the oldest first. */
    private static final String ORDERED = """
            select id from finding f
             where (:state = '' or finding_state(f) = :state) and (:rule = '' or rule = :rule)
             order by case step when 0 then 99 else step end,
                      monthly - effort_minutes * :hourlyRate / 60 desc nulls last, opened_at, id
            """;

    private static final String MONTHLY = """
            cast(cast(newer.document as jsonb) -> 'saving' ->> 'monthly' as numeric)
              from newer where finding.id = newer.id
            """;

    /** In the order of ids, so that no two transactions wait for each other. */
    private static final String LOCKED =
            "from FindingRow where id in (:ids) or target in (:targets) and status = 'open' order by id";

    /** Evaluates the function of the database on rows that are not in the table yet. */
    private static final String ACTED_ON = """
            select f.id from jsonb_populate_recordset(cast(null as finding), cast(cast(:findings as text) as jsonb)) f
             where is_acted_on(f)
            """;

    private static final String INSERT_VERSIONS = """
            insert into finding_version (finding_id, version, revision, document)
            select id, version, revision, document
              from jsonb_to_recordset(cast(cast(:findings as text) as jsonb))
                as finding (id text, version integer, revision integer, document text)
            on conflict do nothing
            """;

    /** What commitments cover of a saving is reused as before, until it is computed anew. */
    private static final String UPDATE_DOCUMENTS = """
            with newer as (
              select f.id, with_reuse(received.document, f.reused, f.reuse_reason) as document
                from jsonb_to_recordset(cast(cast(:findings as text) as jsonb)) as received (id text, document text)
                join finding f on f.id = received.id)
            update finding set document = newer.document, monthly = """ + MONTHLY;

    /** In the order of ids, so that no two transactions wait for each other. A finding in doubt shows what contradicts it. */
    private static final String UPDATE_OBSERVED = """
            with newer as (
              select f.id, with_reuse(cast(cast(f.document as jsonb) || c.observed as text), f.reused, f.reuse_reason) as document
                from finding f join confirmation c on c.finding_id = f.id
               where f.id in (:ids) and f.status = 'open'
                 and observed_through(c.observed) >= observed_through(cast(f.document as jsonb))
               order by f.id for update of f)
            update finding set document = newer.document, monthly = """ + MONTHLY;

    /** Key of an advisory lock that is used for nothing else; readable in {@code pg_locks} as "find". */
    private static final int LOCK = 0x66696e64;

    private static final String BEFORE_INSERTING = "select 1 as one from pg_advisory_xact_lock(" + LOCK + ")";
    private static final String BEFORE_CONFIRMING = "select 1 as one from pg_advisory_xact_lock_shared(" + LOCK + ")";

    /** In the order of ids, so that no two transactions wait for each other. */
    private static final String UPDATE_REUSE = """
            with newer as (
              select f.id, reuse.reused, reuse.reason, coalesce(reuse.overlap, 0) as overlap,
                     with_reuse(f.document, reuse.reused, reuse.reason) as document
                from jsonb_to_recordset(cast(cast(:findings as text) as jsonb))
                  as reuse (id text, reused numeric, reason text, overlap numeric)
                join finding f on f.id = reuse.id
               where (f.reused, f.reuse_reason, f.overlap) is distinct from
                     (reuse.reused, reuse.reason, coalesce(reuse.overlap, 0))
               order by f.id for update of f)
            update finding
               set reused = newer.reused, reuse_reason = newer.reason, overlap = newer.overlap,
                   document = newer.document, monthly = """ + MONTHLY;

    private final ProposalConfig config;

    FindingRepository(ProposalConfig config) {
        this.config = config;
    }

    /** Returns the ids of the findings that pass the filter, in the order in which to work on them. */
    public Uni<List<String>> ids(Mutiny.Session session, Filter filter) {
        return session.createNativeQuery(ORDERED, String.class)
                .setParameter(
                        "state", filter.state().map(FindingState.Kind::text).orElse(""))
                .setParameter("rule", filter.rule().orElse(""))
                .setParameter("hourlyRate", config.hourlyRate())
                .setMaxResults(filter.limit().orElse(Integer.MAX_VALUE))
                .getResultList();
    }

    /** Returns the findings with these ids, in this order. */
    public Uni<List<FindingRow>> findings(Mutiny.Session session, List<String> ids) {
        return session.createQuery("from FindingRow where id in (:ids)", FindingRow.class)
                .setParameter("ids", ids)
                .getResultList()
                .map(rows -> rows.stream()
                        .sorted(Comparator.comparingInt(row -> ids.indexOf(row.id())))
                        .toList());
    }

    /** Returns the finding with this id, if it exists. */
    public Uni<Optional<FindingRow>> finding(Mutiny.Session session, String id) {
        return session.find(FindingRow.class, id).map(Optional::ofNullable);
    }

    /** Returns every version of a finding, provisional revisions included, the oldest first. */
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

    /** Returns the open findings about these targets, exempt ones included, by id. */
    public static Uni<List<FindingRow>> findOpen(Mutiny.Session session, Collection<String> targets) {
        return session.createQuery(
                        "from FindingRow where target in (:targets) and status = 'open' order by id", FindingRow.class)
                .setParameter("targets", targets)
                .getResultList();
    }

    /** Returns the findings about these targets that need a decision, by id. */
    static Uni<List<FindingRow>> findUndecided(Mutiny.Session session, Collection<String> targets) {
        return findOpen(session, targets)
                .map(rows -> rows.stream().filter(FindingRow::isOpen).toList());
    }

    /** Returns the open findings about a target that have a plan, by id. */
    public static Uni<List<FindingRow>> findPlanned(Mutiny.Session session, String target) {
        return session.createQuery(
                        "from FindingRow where target = :target and status = 'open' and plan is not null order by id",
                        FindingRow.class)
                .setParameter("target", target)
                .getResultList();
    }

    /** Returns the findings about a target that are in doubt, by id. */
    public static Uni<List<FindingRow>> findInDoubt(Mutiny.Session session, String target) {
        return session.createQuery(
                        "from FindingRow where target = :target and status = 'in-doubt' order by id", FindingRow.class)
                .setParameter("target", target)
                .getResultList();
    }

    /** Locks the findings of these ids and all that are open on these targets. */
    static Uni<List<FindingRow>> lock(Mutiny.Session session, Collection<String> ids, Collection<String> targets) {
        return session.createQuery(LOCKED, FindingRow.class)
                .setParameter("ids", ids)
                .setParameter("targets", targets)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /**
     * Returns the ids of those findings about which there is nothing to ask, as an action on their target is in force.
     *
     * @param findings rows of the table as they will be written
     */
    static Uni<Set<String>> findActedOn(Mutiny.Session session, List<Map<String, String>> findings) {
        return findings.isEmpty()
                ? Uni.createFrom().item(Set.of())
                : session.createNativeQuery(ACTED_ON, String.class)
                        .setParameter("findings", Json.text(findings))
                        .getResultList()
                        .map(Set::copyOf);
    }

    /**
     * Waits for transactions that confirm findings, and lets later ones wait for the caller's transaction: of a finding that is inserted
     * beside its confirmation, neither transaction would see the row of the other, so that {@link #updateObserved} would find nothing in
     * both. To be called before other locks are taken.
     */
    static Uni<Void> lockForInserting(Mutiny.Session session) {
        return session.createNativeQuery(BEFORE_INSERTING, Integer.class)
                .getSingleResult()
                .replaceWithVoid();
    }

    /** Waits for transactions that insert findings, and lets later ones wait; others may confirm findings too. */
    static Uni<Void> lockForConfirming(Mutiny.Session session) {
        return session.createNativeQuery(BEFORE_CONFIRMING, Integer.class)
                .getSingleResult()
                .replaceWithVoid();
    }

    /** Inserts versions of findings, except those that were inserted before. */
    static Uni<Void> insertVersions(Mutiny.Session session, List<ConsumedFinding> consumed) {
        List<Map<String, Object>> rows = consumed.stream()
                .map(version -> Map.<String, Object>of(
                        "id", version.orThrow().id(),
                        "version", version.orThrow().version(),
                        "revision", version.orThrow().revision(),
                        "document", version.document()))
                .toList();
        return session.createNativeQuery(INSERT_VERSIONS)
                .setParameter("findings", Json.text(rows))
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Updates what a new version of these findings changes beside the row's other columns; the rows are locked. */
    static Uni<Void> updateDocuments(Mutiny.Session session, List<FindingRow> rows) {
        return BatchStatement.executeJson(
                session,
                UPDATE_DOCUMENTS,
                "findings",
                rows.stream().map(FindingRow::documentColumns).toList());
    }

    /**
     * Lets open findings have the window, evidence and saving of their newest confirmation, unless those of their version are newer. To be
     * called after each change of confirmations or findings, as they come in any order.
     */
    static Uni<Void> updateObserved(Mutiny.Session session, Collection<String> ids) {
        return BatchStatement.execute(session, UPDATE_OBSERVED, "ids", ids);
    }

    /**
     * Lets findings say what of their covered saving is reused, and what of it is not counted.
     *
     * @param findings with {@code id}, {@code reused} and {@code reason} as {@link dev.gleaner.contracts.finding.Saving.Covered} has
     *     them, and {@code overlap} in USD a month
     */
    public static Uni<Void> updateReuse(Mutiny.Session session, List<Map<String, @Nullable Object>> findings) {
        return BatchStatement.executeJson(session, UPDATE_REUSE, "findings", findings);
    }

    /** Returns the current states of these findings, by id. */
    public Uni<Map<String, FindingState>> states(Mutiny.Session session, Collection<FindingRow> rows) {
        return FindingState.of(session, rows);
    }

    /** Returns the proposals about these targets. */
    public Uni<List<Proposal>> proposals(Mutiny.Session session, Collection<String> targets) {
        return session.createQuery("from Proposal where target in (:targets)", Proposal.class)
                .setParameter("targets", targets)
                .getResultList();
    }

    /** Filter of a list of findings. */
    public record Filter(Optional<FindingState.Kind> state, Optional<String> rule, Optional<Integer> limit) {}
}
