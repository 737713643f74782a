package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.billing.charge.BillCharge;
import dev.gleaner.collector.source.billing.charge.HourlyAmounts;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.BillStatement;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.BilledCharges;
import dev.gleaner.contracts.signal.proto.BilledTags;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the signals of a statement. The same statement always gives the same signals, except for the identifier and the time of the
 * reading.
 */
final class StatementSignals {

    /** Charges of a signal: some 50 kB. */
    static final int CHARGES_A_SIGNAL = 500;

    /** Bytes of the charges and tags of a signal: with the longest names 500 would be more than a record in Kafka may have. */
    static final int BYTES_A_SIGNAL = 400_000;

    /** Signals, and charges in them, that are published together: enough to keep Kafka busy. */
    private static final int SIGNALS_AT_ONCE = 1000;

    private static final int CHARGES_AT_ONCE = 20_000;

    /** Distinct combinations of tags that are kept as messages. */
    private static final int KEPT_TAGS = 10_000;

    private final String source;
    private final StatementFiles statement;
    private final String reading;
    private final Instant observedAt;
    private final StatementReader.Sink sink;
    private final Map<String, Sum> sums = new TreeMap<>();
    private final Map<String, BilledTags> messages = new HashMap<>();
    private final Map<String, Integer> positions = new HashMap<>();
    private final List<Signal> batch = new ArrayList<>();
    private int chargesInBatch;
    private BilledCharges.Builder present = BilledCharges.newBuilder();
    private BillCharge.@Nullable Identity first;
    private int part;
    private int bytes;

    /**
     * Publishes the signals of a statement.
     *
     * @param reading identifies the reading
     * @param sink acknowledges charges before it returns
     */
    StatementSignals(
            String source, StatementFiles statement, String reading, Instant observedAt, StatementReader.Sink sink) {
        this.source = source;
        this.statement = statement;
        this.reading = reading;
        this.observedAt = observedAt;
        this.sink = sink;
    }

    /**
     * Publishes the charges, and then the end of the statement of each bill.
     *
     * @param charges ordered by key
     */
    void publish(Iterator<BillCharge> charges, StatementReadReport report) {
        while (charges.hasNext()) {
            add(charges.next());
        }
        finish();
        flush();
        sums.forEach((bill, sum) -> sink.publishStatement(end(bill, sum, report)));
        report.published(sums.keySet());
    }

    /** Withdraws a bill: a statement without lines, later than those before it. */
    void withdraw(String bill) {
        sink.publishStatement(end(bill, new Sum(), new StatementReadReport(source)));
    }

    /** The end of the statement of a bill. It is about the payer, as far as readers require a resource. */
    private Signal end(String bill, Sum sum, StatementReadReport report) {
        String payer = bill.substring(0, bill.indexOf(' '));
        return signal().setResource(new Arn("aws", "iam", "", payer, "root").toString())
                .setAccount(payer)
                .setBillStatement(BillStatement.newBuilder()
                        .setBill(bill)
                        .setStated(statement.stated().toEpochMilli())
                        .setReading(reading)
                        .setLines(report.lines())
                        .setUnreadableLines(report.bad())
                        .setBilled(text(sum.billed))
                        .setEffective(text(sum.effective)))
                .build();
    }

    private void add(BillCharge charge) {
        BillCharge.Identity identity = charge.key().identity();
        if (first == null
                || present.getChargesCount() == CHARGES_A_SIGNAL
                || bytes >= BYTES_A_SIGNAL
                || !first.resource().equals(identity.resource())
                || !first.account().equals(identity.account())
                || !first.bill().equals(identity.bill())) {
            boolean same = first != null && first.resource().equals(identity.resource());
            finish();
            part = same ? part + 1 : 0;
            first = identity;
        }
        BilledCharge message = message(charge);
        bytes += message.getSerializedSize();
        present.addCharges(message);
        sums.computeIfAbsent(identity.bill(), bill -> new Sum()).add(charge);
    }

    /** Ends the present signal. */
    private void finish() {
        if (first == null) {
            return;
        }
        batch.add(signal().setResource(first.resource())
                .setAccount(first.account())
                .setRegion(Arn.parse(first.resource()).region())
                .setBilledCharges(present.setBill(first.bill())
                        .setStated(statement.stated().toEpochMilli())
                        .setReading(reading)
                        .setPart(part))
                .build());
        chargesInBatch += present.getChargesCount();
        present = BilledCharges.newBuilder();
        bytes = 0;
        positions.clear();
        if (batch.size() >= SIGNALS_AT_ONCE || chargesInBatch >= CHARGES_AT_ONCE) {
            flush();
        }
    }

    private void flush() {
        if (!batch.isEmpty()) {
            sink.publishCharges(List.copyOf(batch));
            batch.clear();
            chargesInBatch = 0;
        }
    }

    private Signal.Builder signal() {
        // Not the place of a line, which would depend on how the statement is divided into files.
        return Signal.newBuilder()
                .setSource(source)
                .setObservedAt(observedAt.toEpochMilli())
                .setPlace(Place.newBuilder().setName(statement.folder()));
    }

    private BilledCharge message(BillCharge charge) {
        BillCharge.Identity identity = charge.key().identity();
        BilledCharge.Builder message = BilledCharge.newBuilder()
                .setFrom(charge.key().from())
                .setUntil(charge.key().until())
                .setService(identity.service())
                .setUsageType(identity.usageType())
                .setCategory(identity.category())
                .setBilled(text(charge.billed()))
                .setCommitment(identity.commitment())
                .setCommitmentStatus(identity.status())
                .setCapacityReservation(identity.capacityReservation())
                .setCapacityStatus(identity.capacityStatus())
                .setTags(position(identity.tags()))
                .setHours(charge.hours().hours())
                .setZone(identity.zone())
                .setOperation(identity.operation());
        if (!charge.hours().isSame()) {
            IntStream.range(0, HourlyAmounts.HOURS)
                    .mapToDouble(charge.hours()::in)
                    .forEach(message::addHourQuantities);
        }
        if (charge.isEffectiveKnown()) {
            message.setEffective(text(charge.effective()));
        }
        if (charge.isListKnown()) {
            message.setList(text(charge.list()));
        }
        if (charge.isQuantityKnown()) {
            message.setQuantity(text(charge.quantity())).setUnit(identity.unit());
        }
        return message.build();
    }

    private int position(String tags) {
        if (tags.isEmpty()) {
            return 0;
        }
        return positions.computeIfAbsent(tags, added -> {
            if (messages.size() >= KEPT_TAGS) {
                messages.clear();
            }
            BilledTags message = messages.computeIfAbsent(tags, StatementSignals::tags);
            bytes += message.getSerializedSize();
            present.addTags(message);
            return present.getTagsCount();
        });
    }

    private static BilledTags tags(String json) {
        BilledTags.Builder message = BilledTags.newBuilder();
        Json.read(json.getBytes(StandardCharsets.UTF_8), Tags.class).forEach(message::putTags);
        return message.build();
    }

    private static String text(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }

    /** Tags by key. */
    static final class Tags extends TreeMap<String, String> {
        private static final long serialVersionUID = 1;
    }

    /** Amounts of a bill. */
    private static final class Sum {

        private BigDecimal billed = BigDecimal.ZERO;

        /** A charge whose effective cost is not known counts as billed, as it does for whoever sums the charges. */
        private BigDecimal effective = BigDecimal.ZERO;

        void add(BillCharge charge) {
            billed = billed.add(charge.billed());
            effective = effective.add(charge.isEffectiveKnown() ? charge.effective() : charge.billed());
        }
    }
}
