package dev.gleaner.collector.source.billing;

import dev.gleaner.contracts.signal.proto.BillStatement;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is published about bills. */
record Bills(List<Signal> signals, List<Signal> statements, StatementReadReport report) {

    static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");

    /** Files, read as one statement. */
    static Bills read(Path spool, byte[]... files) {
        return read(spool, 1000, files);
    }

    /** With room for so many charges. */
    static Bills read(Path spool, int inMemory, byte[]... files) {
        InMemoryFileStore store = new InMemoryFileStore();
        for (int i = 0; i < files.length; i++) {
            store.put("bill-" + i, files[i]);
        }
        return read(spool, inMemory, store, StatementFiles.ofFolder("", store.list()));
    }

    static Bills read(Path spool, int inMemory, InMemoryFileStore store, StatementFiles statement) {
        List<Signal> signals = new ArrayList<>();
        List<Signal> statements = new ArrayList<>();
        try {
            StatementReadReport report = new StatementReader(
                            "billing", store, spool, Long.MAX_VALUE, List.of("owner"), inMemory)
                    .read(statement, NOW, sink(signals, statements));
            return new Bills(signals, statements, report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StatementReader.Sink sink(List<Signal> signals, List<Signal> statements) {
        return new StatementReader.Sink() {
            @Override
            public void publishCharges(List<Signal> charges) {
                if (!statements.isEmpty()) {
                    throw new IllegalStateException("charges after the end of the statement");
                }
                signals.addAll(charges);
            }

            @Override
            public void publishStatement(Signal statement) {
                statements.add(statement);
            }
        };
    }

    /** The line of an instance-hour in FOCUS, but for what is said here. */
    static byte[] focus(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(Map.of(
                "BilledCost", "1",
                "BillingAccountId", "999988887777",
                "BillingCurrency", "USD",
                "BillingPeriodStart", "2026-10-01 00:00:00",
                "ChargeCategory", "Usage",
                "ChargePeriodStart", "2026-10-02 00:00:00",
                "ChargePeriodEnd", "2026-10-02 01:00:00",
                "RegionId", "us-east-1",
                "ServiceName", "Amazon Elastic Compute Cloud",
                "SubAccountId", "012345678901"));
        all.putAll(values);
        return csv(all);
    }

    /** The line of an instance-hour in CUR 2.0, but for what is said here. */
    static byte[] cur(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(Map.of(
                "bill_payer_account_id", "999988887777",
                "bill_billing_period_start_date", "2026-10-01T00:00:00.000Z",
                "line_item_currency_code", "USD",
                "line_item_line_item_type", "Usage",
                "line_item_product_code", "AmazonEC2",
                "line_item_unblended_cost", "1",
                "line_item_usage_account_id", "012345678901",
                "line_item_usage_start_date", "2026-10-02T00:00:00.000Z",
                "line_item_usage_end_date", "2026-10-02T01:00:00.000Z",
                "product_region_code", "us-east-1"));
        all.putAll(values);
        return csv(all);
    }

    /** A header and a line. */
    static byte[] csv(Map<String, String> values) {
        List<String> header = values.keySet().stream().sorted().toList();
        String line = header.stream()
                .map(values::get)
                .map(value -> '"' + value.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(","));
        return (String.join(",", header) + "\n" + line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The charges of all resources. */
    List<BilledCharge> charges() {
        return signals.stream()
                .flatMap(signal -> signal.getBilledCharges().getChargesList().stream())
                .toList();
    }

    /** The charges of the resource whose ARN ends like this. */
    List<BilledCharge> charges(String resource) {
        return signals.stream()
                .filter(signal -> signal.getResource().endsWith(resource))
                .flatMap(signal -> signal.getBilledCharges().getChargesList().stream())
                .toList();
    }

    /** Its only one. */
    BilledCharge only(String resource) {
        List<BilledCharge> found = charges(resource);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " charges of " + resource + " in " + signals);
        }
        return found.get(0);
    }

    /** The only charge of all. */
    BilledCharge only() {
        return only("");
    }

    BillStatement statement() {
        if (statements.size() != 1) {
            throw new AssertionError(statements.toString());
        }
        return statements.get(0).getBillStatement();
    }

    BigDecimal sum(Function<BilledCharge, String> amount) {
        return charges().stream()
                .map(amount)
                .filter(text -> !text.isEmpty())
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** The signals without what differs from reading to reading. */
    List<Signal> content() {
        List<Signal> all = new ArrayList<>(signals);
        all.addAll(statements);
        return all.stream().map(Bills::withoutReading).toList();
    }

    private static Signal withoutReading(Signal signal) {
        Signal.Builder builder = signal.toBuilder();
        if (builder.hasBilledCharges()) {
            builder.getBilledChargesBuilder().clearReading();
        }
        if (builder.hasBillStatement()) {
            builder.getBillStatementBuilder().clearReading();
        }
        return builder.build();
    }
}
