package dev.gleaner.actuator.spend;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendDimension;
import dev.gleaner.contracts.spend.SpendRecord;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** The tables of spend: a row for each day or charge of each record of {@code gleaner.spend}. */
@Singleton
record SpendRepository(Mutiny.SessionFactory sessions) {

    /** The driver sends a text to a parameter of the type jsonb as a JSON string, so that it is cast twice. */
    private static final String KEYS =
            " where topic_key in (select jsonb_array_elements_text(cast(cast(:keys as text) as jsonb)))";

    private static final String DOCUMENTS =
            "  from jsonb_array_elements(cast(cast(:records as text) as jsonb)) as item(record)";

    private static final Map<SpendRecordBatch.Kind, String> DELETE = Map.of(
            SpendRecordBatch.Kind.BILL, "delete from spend_bill" + KEYS,
            SpendRecordBatch.Kind.AMOUNTS, "delete from spend_amount" + KEYS,
            SpendRecordBatch.Kind.RESOURCE_CHARGES, "delete from spend_charge" + KEYS,
            SpendRecordBatch.Kind.ELIGIBLE_DAY, "delete from spend_eligible_day" + KEYS,
            SpendRecordBatch.Kind.RESOURCE_HOURS, "delete from spend_resource_hours" + KEYS,
            SpendRecordBatch.Kind.COMMITMENT_TERMS, "delete from spend_commitment" + KEYS,
            SpendRecordBatch.Kind.PREDICTIONS, "delete from spend_prediction" + KEYS,
            SpendRecordBatch.Kind.TARGET, "delete from spend_target" + KEYS,
            SpendRecordBatch.Kind.OWN_COST, "delete from spend_own_cost" + KEYS);

    private static final Map<SpendRecordBatch.Kind, String> INSERT = Map.of(
            SpendRecordBatch.Kind.BILL,
            """
            insert into spend_bill (topic_key, bill, period, stated, lines, unreadable_lines, billed, effective)
            select topic_key, bill, period, stated, lines, "unreadableLines", billed, effective
              from jsonb_to_recordset(cast(cast(:records as text) as jsonb)) as record(topic_key text, bill text, period date,
                     stated timestamptz, lines bigint, "unreadableLines" bigint, billed numeric, effective numeric)
            """,
            SpendRecordBatch.Kind.AMOUNTS,
            """
            insert into spend_amount (topic_key, bill, dimension, value, shared, day, billed, effective, idle)
            select topic_key, bill, dimension, value, shared, day, billed, effective, idle
              from jsonb_to_recordset(cast(cast(:records as text) as jsonb)) as record(topic_key text, bill text, dimension text,
                     value text, shared text, days jsonb)
             cross join lateral jsonb_to_recordset(days) as item(day date, billed numeric, effective numeric, idle numeric)
            """,
            SpendRecordBatch.Kind.RESOURCE_CHARGES,
            """
            insert into spend_charge (topic_key, resource, bill, stated, from_day, until_day, service, usage_type,
                   billed, effective)
            select topic_key, resource, bill, stated, item."from", item."until", service, "usageType", billed, effective
              from jsonb_to_recordset(cast(cast(:records as text) as jsonb)) as record(topic_key text, resource text, bill text,
                     stated timestamptz, charges jsonb)
             cross join lateral jsonb_to_recordset(charges) as item("from" date, "until" date, service text,
                     "usageType" text, billed numeric, effective numeric)
            """,
            SpendRecordBatch.Kind.ELIGIBLE_DAY,
            """
            insert into spend_eligible_day (topic_key, bill, day, document)
            select record ->> 'topic_key', record ->> 'bill', cast(record ->> 'day' as date), record - 'topic_key'
            """ + DOCUMENTS,
            SpendRecordBatch.Kind.RESOURCE_HOURS,
            """
            insert into spend_resource_hours (topic_key, resource, bill, last_day, document)
            select record ->> 'topic_key', record ->> 'resource', record ->> 'bill', cast(record ->> 'last_day' as date),
                   record - 'topic_key' - 'last_day'
            """ + DOCUMENTS,
            SpendRecordBatch.Kind.COMMITMENT_TERMS,
            """
            insert into spend_commitment (topic_key, document)
            select record ->> 'topic_key', record - 'topic_key'
            """ + DOCUMENTS,
            SpendRecordBatch.Kind.PREDICTIONS,
            """
            insert into spend_prediction (topic_key, service, source, day, predictions, input_tokens, output_tokens)
            select topic_key, service, source, day, predictions, "inputTokens", "outputTokens"
              from jsonb_to_recordset(cast(cast(:records as text) as jsonb)) as record(topic_key text, service text, source text,
                     days jsonb)
             cross join lateral jsonb_to_recordset(days) as item(day date, predictions bigint, "inputTokens" bigint,
                     "outputTokens" bigint)
            """,
            SpendRecordBatch.Kind.TARGET,
            """
            insert into spend_target (topic_key, service, per_prediction)
            select topic_key, service, "perPrediction"
              from jsonb_to_recordset(cast(cast(:records as text) as jsonb)) as record(topic_key text, service text,
                     "perPrediction" numeric)
            """,
            SpendRecordBatch.Kind.OWN_COST,
            """
            insert into spend_own_cost (topic_key, collector, day, amount)
            select topic_key, collector, day, amount
              from jsonb_to_recordset(cast(cast(:records as text) as jsonb)) as record(topic_key text, collector text, day date,
                     amount numeric)
            """);

    /** Of each payer the last 14 days are kept. A bill is named by its payer and a day of ten characters. */
    private static final String NEWEST_DAYS =
            " using (select left(bill, -11) as payer, max(day) - 14 as old from spend_eligible_day group by 1) known"
                    + " where left(bill, -11) = known.payer and known.old >= ";

    private static final String DELETE_OLD_DAYS = "delete from spend_eligible_day" + NEWEST_DAYS + "day";
    private static final String DELETE_OLD_HOURS = "delete from spend_resource_hours" + NEWEST_DAYS + "last_day";

    private static final String NEWEST = "select max(period) from spend_bill";

    private static final String AMOUNTS = """
            select bill, value, shared, day, billed, effective, idle from spend_amount
             where dimension = :dimension and day between :from and :to order by day, topic_key
            """;

    private static final String EFFECTIVE = """
            select bill, value, sum(effective) from spend_amount
             where dimension = :dimension and bill in (:bills) and shared is null and value <> :unallocated
             group by bill, value
            """;

    private static final String BILLS = """
            select bill, stated, lines, unreadable_lines, billed, effective from spend_bill
             where bill in (:bills) order by period desc, bill
            """;

    private static final String ALL_BILLS =
            "select bill, stated, lines, unreadable_lines, billed, effective from spend_bill order by bill";

    private static final String CHARGES = """
            select resource, bill, stated, from_day, until_day, service, usage_type, billed, effective from spend_charge
             where resource in (select jsonb_array_elements_text(cast(cast(:resources as text) as jsonb)))
               and until_day > :from
             order by resource, bill, from_day, until_day, service, usage_type
            """;

    private static final String OWN_COST = "select day, sum(amount) from spend_own_cost group by day";

    private static final String COUNTS = """
            select service, source, day, predictions, input_tokens, output_tokens from spend_prediction
             where day between :from and :to order by service, day, source
            """;

    private static final String TARGETS = "select service, per_prediction from spend_target";

    /** Replaces the rows of all keys of the batch in one transaction. Storing a batch again changes nothing. */
    Uni<Void> store(SpendRecordBatch batch) {
        return sessions.withTransaction(session -> Multi.createFrom()
                .iterable(SpendRecordBatch.Kind.all())
                .onItem()
                .transformToUniAndConcatenate(kind -> replace(session, kind, batch))
                .onItem()
                .ignoreAsUni()
                .chain(() -> deleteOld(session, batch)));
    }

    private static Uni<Void> deleteOld(Mutiny.Session session, SpendRecordBatch batch) {
        if (batch.keys(SpendRecordBatch.Kind.ELIGIBLE_DAY).isEmpty()
                && batch.keys(SpendRecordBatch.Kind.RESOURCE_HOURS).isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return session.createNativeQuery(DELETE_OLD_DAYS)
                .executeUpdate()
                .chain(() -> session.createNativeQuery(DELETE_OLD_HOURS).executeUpdate())
                .replaceWithVoid();
    }

    private static Uni<Void> replace(Mutiny.Session session, SpendRecordBatch.Kind kind, SpendRecordBatch batch) {
        List<String> keys = batch.keys(kind);
        if (keys.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return session.createNativeQuery(sql(DELETE, kind))
                .setParameter("keys", Json.text(keys))
                .executeUpdate()
                .chain(() -> session.createNativeQuery(sql(INSERT, kind))
                        .setParameter("records", Json.text(batch.rows(kind)))
                        .executeUpdate())
                .replaceWithVoid();
    }

    private static String sql(Map<SpendRecordBatch.Kind, String> statements, SpendRecordBatch.Kind kind) {
        return Optional.ofNullable(statements.get(kind)).orElseThrow();
    }

    /** First day of the newest billing period; empty if there is no bill. */
    Uni<Optional<LocalDate>> newestPeriod(Mutiny.Session session) {
        return session.createNativeQuery(NEWEST, LocalDate.class)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /** All amounts of a dimension on the days of a period, in the order of days. */
    Uni<List<SpendAmount>> amounts(Mutiny.Session session, SpendDimension dimension, SpendPeriod period) {
        return session.createNativeQuery(AMOUNTS, Tuple.class)
                .setParameter("dimension", dimension.id())
                .setParameter("from", period.from())
                .setParameter("to", period.to())
                .getResultList()
                .map(rows -> rows.stream().map(SpendRepository::amount).toList());
    }

    /** Effective cost in USD of whole bills by bill and allocated value, without shared cost. */
    Uni<Map<String, Map<String, BigDecimal>>> effective(
            Mutiny.Session session, SpendDimension dimension, Set<String> bills) {
        if (bills.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return session.createNativeQuery(EFFECTIVE, Tuple.class)
                .setParameter("dimension", dimension.id())
                .setParameter("bills", bills)
                .setParameter("unallocated", SpendDimension.UNALLOCATED)
                .getResultList()
                .map(rows -> rows.stream()
                        .collect(Collectors.groupingBy(
                                row -> row.get(0, String.class),
                                Collectors.toMap(
                                        row -> row.get(1, String.class), row -> row.get(2, BigDecimal.class)))));
    }

    /** These bills, the newest first. */
    Uni<List<SpendRecord.Bill>> bills(Mutiny.Session session, Collection<String> bills) {
        if (bills.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return session.createNativeQuery(BILLS, Tuple.class)
                .setParameter("bills", bills)
                .getResultList()
                .map(rows -> rows.stream().map(SpendRepository::bill).toList());
    }

    /** All bills. */
    Uni<List<SpendRecord.Bill>> bills(Mutiny.Session session) {
        return session.createNativeQuery(ALL_BILLS, Tuple.class)
                .getResultList()
                .map(rows -> rows.stream().map(SpendRepository::bill).toList());
    }

    /** The charges of these resources that are for a day from this one on, by resource and bill. */
    Uni<List<SpendRecord.ResourceCharges>> charges(
            Mutiny.Session session, Collection<String> resources, LocalDate from) {
        return session.createNativeQuery(CHARGES, Tuple.class)
                .setParameter("resources", Json.text(resources))
                .setParameter("from", from)
                .getResultList()
                .map(SpendRepository::charges);
    }

    private static List<SpendRecord.ResourceCharges> charges(List<Tuple> rows) {
        Map<String, List<Tuple>> byBill = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> row.get(0, String.class) + "|" + row.get(1, String.class),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return byBill.values().stream()
                .map(list -> new SpendRecord.ResourceCharges(
                        list.get(0).get(0, String.class),
                        list.get(0).get(1, String.class),
                        list.get(0).get(2, OffsetDateTime.class).toInstant(),
                        list.stream().map(SpendRepository::charge).toList()))
                .toList();
    }

    /** Cost of the calls of all collectors by day, USD. */
    Uni<SortedMap<LocalDate, BigDecimal>> ownCost(Mutiny.Session session) {
        return session.createNativeQuery(OWN_COST, Tuple.class).getResultList().map(rows -> {
            SortedMap<LocalDate, BigDecimal> days = new TreeMap<>();
            rows.forEach(row -> days.put(row.get(0, LocalDate.class), row.get(1, BigDecimal.class)));
            return days;
        });
    }

    /** Counts of predictions on the days of a period, by service, day and source. */
    Uni<List<PredictionCount>> counts(Mutiny.Session session, SpendPeriod period) {
        return session.createNativeQuery(COUNTS, Tuple.class)
                .setParameter("from", period.from())
                .setParameter("to", period.to())
                .getResultList()
                .map(rows -> rows.stream().map(SpendRepository::count).toList());
    }

    /** What a prediction may cost at most, USD, by service. */
    Uni<Map<String, BigDecimal>> targets(Mutiny.Session session) {
        return session.createNativeQuery(TARGETS, Tuple.class)
                .getResultList()
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> row.get(0, String.class), row -> row.get(1, BigDecimal.class))));
    }

    private static SpendAmount amount(Tuple row) {
        return new SpendAmount(
                row.get(0, String.class),
                row.get(1, String.class),
                Optional.ofNullable(row.get(2, String.class)).flatMap(SharedCost::of),
                row.get(3, LocalDate.class),
                new SpendAmount.Money(
                        row.get(4, BigDecimal.class), row.get(5, BigDecimal.class), row.get(6, BigDecimal.class)));
    }

    private static SpendRecord.Bill bill(Tuple row) {
        return new SpendRecord.Bill(
                row.get(0, String.class),
                row.get(1, OffsetDateTime.class).toInstant(),
                row.get(2, Long.class),
                row.get(3, Long.class),
                row.get(4, BigDecimal.class),
                row.get(5, BigDecimal.class));
    }

    private static SpendRecord.ResourceCharges.Charge charge(Tuple row) {
        return new SpendRecord.ResourceCharges.Charge(
                row.get(3, LocalDate.class),
                row.get(4, LocalDate.class),
                row.get(5, String.class),
                row.get(6, String.class),
                row.get(7, BigDecimal.class),
                row.get(8, BigDecimal.class));
    }

    private static PredictionCount count(Tuple row) {
        return new PredictionCount(
                row.get(0, String.class),
                row.get(1, String.class),
                row.get(2, LocalDate.class),
                Optional.ofNullable(row.get(3, Long.class)),
                Optional.ofNullable(row.get(4, Long.class)),
                Optional.ofNullable(row.get(5, Long.class)));
    }
}
