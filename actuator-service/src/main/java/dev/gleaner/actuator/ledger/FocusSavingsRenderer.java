package dev.gleaner.actuator.ledger;

import dev.gleaner.actuator.format.CsvLines;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Renders verified savings as rows of FOCUS 1.0 in CSV, one for each action and month, so that they can be joined with bills. A saving
 * is a credit; in a month in which a resource cost more than before it is an adjustment. All columns of FOCUS 1.0 are there; those
 * that do not apply to a credit are empty.
 */
public final class FocusSavingsRenderer {

    private static final CsvLines CSV = new CsvLines(
            "AvailabilityZone",
            "BilledCost",
            "BillingAccountId",
            "BillingAccountName",
            "BillingCurrency",
            "BillingPeriodEnd",
            "BillingPeriodStart",
            "ChargeCategory",
            "ChargeClass",
            "ChargeDescription",
            "ChargeFrequency",
            "ChargePeriodEnd",
            "ChargePeriodStart",
            "CommitmentDiscountCategory",
            "CommitmentDiscountId",
            "CommitmentDiscountName",
            "CommitmentDiscountStatus",
            "CommitmentDiscountType",
            "ConsumedQuantity",
            "ConsumedUnit",
            "ContractedCost",
            "ContractedUnitPrice",
            "EffectiveCost",
            "InvoiceIssuerName",
            "ListCost",
            "ListUnitPrice",
            "PricingCategory",
            "PricingQuantity",
            "PricingUnit",
            "ProviderName",
            "PublisherName",
            "RegionId",
            "RegionName",
            "ResourceId",
            "ResourceName",
            "ResourceType",
            "ServiceCategory",
            "ServiceName",
            "SkuId",
            "SkuPriceId",
            "SubAccountId",
            "SubAccountName",
            "Tags",
            "x_ActionId",
            "x_ActionName");

    private static final String PROVIDER = "AWS";
    private static final String ISSUER = "Gleaner";
    private static final String OTHER = "Other";

    /** Names of FOCUS 1.0 by the service of an ARN, or by its type where a service is of several. */
    private static final Map<String, String> CATEGORIES = Map.of(
            "ec2", "Compute",
            "volume", "Storage",
            "snapshot", "Storage",
            "natgateway", "Networking",
            "elastic-ip", "Networking",
            "vpc-endpoint", "Networking",
            "s3", "Storage",
            "logs", "Management and Governance",
            "sagemaker", "AI and Machine Learning",
            "autoscaling", "Compute");

    private FocusSavingsRenderer() {}

    /** The header and the rows of the entries whose bill is final and confirms what was measured. */
    public static String render(Collection<BilledEntry> entries) {
        List<String> lines = new ArrayList<>();
        for (BilledEntry entry : entries) {
            if (entry.saving().state() == BilledSaving.State.BILLED) {
                entry.saving().byMonth().forEach((month, usd) -> {
                    if (usd.signum() != 0) {
                        lines.add(line(entry, month, usd.negate()));
                    }
                });
            }
        }
        return CSV.table(lines);
    }

    private static String line(BilledEntry entry, YearMonth month, BigDecimal cost) {
        SortedMap<LocalDate, BigDecimal> days = entry.saving()
                .parts()
                .subMap(month.atDay(1), month.plusMonths(1).atDay(1));
        String[] arn = entry.target().split(":", 6);
        String type = arn[5].contains("/") ? arn[5].substring(0, arn[5].indexOf('/')) : "";
        return CSV.line(
                null,
                cost,
                entry.saving().payer().orElse(null),
                null,
                "USD",
                start(month.plusMonths(1).atDay(1)),
                start(month.atDay(1)),
                cost.signum() < 0 ? "Credit" : "Adjustment",
                null,
                "Saving by " + entry.name() + ", verified by the bill",
                "One-Time",
                start(days.lastKey().plusDays(1)),
                start(days.firstKey()),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                cost,
                null,
                cost,
                ISSUER,
                cost,
                null,
                null,
                null,
                null,
                PROVIDER,
                PROVIDER,
                emptyToNull(arn[3]),
                null,
                BillComparison.billedResource(entry.target()),
                null,
                emptyToNull(arn[2].equals("s3") ? "" : type),
                CATEGORIES.getOrDefault(type, CATEGORIES.getOrDefault(arn[2], OTHER)),
                service(entry.saving(), arn[2]),
                null,
                null,
                emptyToNull(entry.account()),
                null,
                null,
                entry.action(),
                entry.name());
    }

    /** The service of the usage type that changed most. */
    private static String service(BilledSaving saving, String otherwise) {
        return saving.usageTypes().stream()
                .map(BilledSaving.UsageTypeChange::service)
                .filter(service -> !service.isEmpty())
                .findFirst()
                .orElse(otherwise);
    }

    private static String start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toString();
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
