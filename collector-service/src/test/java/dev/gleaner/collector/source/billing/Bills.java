package dev.gleaner.collector.source.billing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Bills, read as one statement. */
record Bills(List<BillCharge> charges, StatementReadReport report) {

    static Bills read(Path spool, byte[]... files) {
        return read(spool, 1000, files);
    }

    /** With room for so many keys. */
    static Bills read(Path spool, int inMemory, byte[]... files) {
        StatementReadReport report = new StatementReadReport("billing");
        List<BillCharge> charges = new ArrayList<>();
        try (ChargeAggregator sums = new ChargeAggregator(spool, inMemory)) {
            for (int i = 0; i < files.length; i++) {
                try (InputStream input = new ByteArrayInputStream(files[i])) {
                    new BillFileReader(spool).read(input, "bill-" + i, sums, report);
                }
            }
            sums.all().forEachRemaining(charges::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Bills(charges, report);
    }

    /** A row of an instance-hour, but for what is said here. */
    static BillRow row(Map<String, String> values) {
        Map<String, String> all = new java.util.HashMap<>(Map.of(
                "BilledCost", "1",
                "BillingAccountId", "999988887777",
                "BillingCurrency", "USD",
                "BillingPeriodStart", "2026-10-01 00:00:00",
                "ChargePeriodStart", "2026-10-02 00:00:00",
                "ChargePeriodEnd", "2026-10-02 01:00:00",
                "RegionId", "us-east-1",
                "ServiceName", "Amazon Elastic Compute Cloud",
                "SkuId", "SKU1",
                "SubAccountId", "012345678901"));
        all.putAll(values);
        return new BillRow(0, "line 2", all);
    }

    List<String> amounts() {
        return charges.stream()
                .map(charge -> charge.amount().stripTrailingZeros().toPlainString())
                .toList();
    }
}
