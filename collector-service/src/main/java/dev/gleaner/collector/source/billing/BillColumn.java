package dev.gleaner.collector.source.billing;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is read of a bill's row, with the names under which it stands, the best first: those of FOCUS 1.0 and 1.2 with AWS's columns
 * ({@code x_}, {@code SkuMeter}), and those of CUR 2.0 ("Data Exports table dictionary", AWS Data Exports User Guide).
 */
enum BillColumn {
    PROVIDER("ProviderName"),
    CURRENCY("BillingCurrency", "line_item_currency_code"),
    PAYER("BillingAccountId", "bill_payer_account_id"),
    BILL_START("BillingPeriodStart", "bill_billing_period_start_date"),
    ACCOUNT("SubAccountId", "line_item_usage_account_id"),
    REGION("RegionId", "product_region_code"),
    RESOURCE("ResourceId", "line_item_resource_id"),
    SERVICE("x_ServiceCode", "line_item_product_code", "ServiceName"),
    /** A tax or a credit has none: then what kind of charge it is. */
    USAGE_TYPE(
            "x_UsageType", "SkuMeter", "line_item_usage_type", "SkuId", "ChargeCategory", "line_item_line_item_type"),
    FROM("ChargePeriodStart", "line_item_usage_start_date"),
    UNTIL("ChargePeriodEnd", "line_item_usage_end_date"),
    AMOUNT("BilledCost", "line_item_unblended_cost");

    /** All names of all columns. */
    static final Set<String> NAMES =
            Arrays.stream(values()).flatMap(column -> column.names.stream()).collect(Collectors.toUnmodifiableSet());

    private final List<String> names;

    BillColumn(String... names) {
        this.names = List.of(names);
    }

    List<String> names() {
        return names;
    }
}
