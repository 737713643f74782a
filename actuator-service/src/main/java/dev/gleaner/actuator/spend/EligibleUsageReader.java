package dev.gleaner.actuator.spend;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.spend.SpendRecord;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Read access to the usage that commitments may cover, and to these. */
@Singleton
public final class EligibleUsageReader {

    private static final String STATE = """
            select concat_ws(' ',
                   (select concat(count(*), ' ', max(stored)) from spend_eligible_day),
                   (select concat(count(*), ' ', max(stored)) from spend_resource_hours),
                   (select concat(count(*), ' ', max(stored)) from spend_commitment))
            """;

    private static final String DAYS =
            "select cast(document as text) from spend_eligible_day order by bill, day, topic_key";

    private static final String TERMS = "select cast(document as text) from spend_commitment order by topic_key";

    private static final String HOURS = """
            select cast(document as text) from spend_resource_hours
             where resource in (select jsonb_array_elements_text(cast(cast(:resources as text) as jsonb)))
             order by topic_key
            """;

    EligibleUsageReader() {}

    /** A text that is another one after any change of the records. */
    public Uni<String> state(Mutiny.Session session) {
        return session.createNativeQuery(STATE, String.class).getSingleResult();
    }

    /** The usage of the last days of all payers, in the order of bills and days. */
    public Uni<List<SpendRecord.EligibleDay>> days(Mutiny.Session session) {
        return read(session.createNativeQuery(DAYS, String.class), SpendRecord.EligibleDay.class);
    }

    /** What was committed to. */
    public Uni<List<SpendRecord.CommitmentTerms>> terms(Mutiny.Session session) {
        return read(session.createNativeQuery(TERMS, String.class), SpendRecord.CommitmentTerms.class);
    }

    /** The usage of these resources. */
    public Uni<List<SpendRecord.ResourceHours>> hours(Mutiny.Session session, Collection<String> resources) {
        return read(
                session.createNativeQuery(HOURS, String.class).setParameter("resources", Json.text(resources)),
                SpendRecord.ResourceHours.class);
    }

    private static <T extends SpendRecord> Uni<List<T>> read(Mutiny.SelectionQuery<String> query, Class<T> type) {
        return query.getResultList()
                .map(documents -> documents.stream()
                        .map(document -> type.cast(Json.read(document, SpendRecord.class)))
                        .toList());
    }
}
