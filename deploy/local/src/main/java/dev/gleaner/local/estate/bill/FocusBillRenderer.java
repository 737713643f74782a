package dev.gleaner.local.estate.bill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.output.BucketFile;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Renders the bills of an estate as AWS Data Exports delivers them: FOCUS 1.2 with the columns of AWS, CSV compressed by gzip, a folder a
 * billing period with a manifest beside it. Sources: AWS Data Exports User Guide, "Understanding your export delivery" and "FOCUS 1.2 with
 * AWS columns".
 */
public final class FocusBillRenderer {

    /** Folder of the export in its bucket. */
    public static final String EXPORT = "bills/focus";

    private static final String PAYER = EstateInstance.DEFAULT_ACCOUNT;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String HEADER =
            "AvailabilityZone,BilledCost,BillingAccountId,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,"
                    + "CapacityReservationId,CapacityReservationStatus,ChargeCategory,ChargePeriodEnd,ChargePeriodStart,CommitmentDiscountId,CommitmentDiscountStatus,"
                    + "ConsumedQuantity,ConsumedUnit,EffectiveCost,ListCost,ProviderName,RegionId,ResourceId,ServiceName,"
                    + "SubAccountId,Tags,x_Operation,x_ServiceCode,x_UsageType\n";

    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;
    private final String bucket;

    /**
     * A renderer for an estate.
     *
     * @param bucket name of the bucket to which the files are delivered
     */
    public FocusBillRenderer(EstateTimeline estateTimeline, EstateIdentities identities, String bucket) {
        this.estateTimeline = estateTimeline;
        this.identities = identities;
        this.bucket = bucket;
    }

    /** The files of all bills for the hours up to a time: of each the data, and then its manifest. */
    public List<BucketFile> render(Instant until) {
        return render(until, UsageChanges.none());
    }

    /** The same of hours of which some are used other than the estate has it. */
    public List<BucketFile> render(Instant until, UsageChanges changes) {
        List<BucketFile> files = new ArrayList<>();
        EstateBill.linesUntil(estateTimeline, identities, until, changes).forEach((month, lines) -> {
            String period = "BILLING_PERIOD=" + month;
            String data = EXPORT + "/data/" + period + "/focus-00001.csv.gz";
            files.add(BucketFile.compressed(data, csv(month, lines)));
            ObjectNode manifest = Json.mapper().createObjectNode();
            manifest.putArray("dataFiles").add("s3://" + bucket + "/" + data);
            files.add(BucketFile.of(EXPORT + "/metadata/" + period + "/focus-Manifest.json", Json.bytes(manifest)));
        });
        return files;
    }

    private static String csv(YearMonth month, List<EstateBillLine> lines) {
        StringBuilder text = new StringBuilder(HEADER);
        for (EstateBillLine line : lines) {
            text.append(String.join(",", cells(month, line))).append('\n');
        }
        return text.toString();
    }

    private static List<String> cells(YearMonth month, EstateBillLine line) {
        String status = line.commitment().isEmpty() || line.category().equals("Purchase")
                ? ""
                : line.isUnused() ? "Unused" : "Used";
        EstateBillLine.Item item = line.item();
        return List.of(
                item.zone(),
                amount(line.billed()),
                PAYER,
                "USD",
                start(month.plusMonths(1).atDay(1)),
                start(month.atDay(1)),
                line.capacityReservation(),
                line.capacityReservation().isEmpty() ? "" : line.isUnusedCapacity() ? "Unused" : "Used",
                line.category(),
                TIME.format(line.until()),
                TIME.format(line.from()),
                line.commitment(),
                status,
                amount(line.quantity()),
                line.unit(),
                amount(line.effective()),
                amount(line.list()),
                "AWS",
                item.region(),
                item.resource(),
                item.service(),
                item.account(),
                item.tags().isEmpty() ? "" : quoted(Json.text(item.tags())),
                item.operation(),
                item.service(),
                item.usageType());
    }

    private static String start(LocalDate day) {
        return TIME.format(day.atStartOfDay(ZoneOffset.UTC));
    }

    private static String amount(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
