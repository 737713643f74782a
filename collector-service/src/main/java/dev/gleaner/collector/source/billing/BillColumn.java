package dev.gleaner.collector.source.billing;

/**
 * The columns of a bill that are used, with their names in FOCUS 1.0 to 1.2 with AWS's own columns ({@code x_}, {@code SkuMeter}) and
 * in CUR 2.0 ("Data Exports table dictionary", AWS Data Exports User Guide). All others are ignored.
 */
enum BillColumn {
    PROVIDER(Kind.TEXT, "ProviderName", ""),
    CURRENCY(Kind.TEXT, "BillingCurrency", "line_item_currency_code", Need.REQUIRED),
    PAYER(Kind.TEXT, "BillingAccountId", "bill_payer_account_id", Need.REQUIRED),
    ACCOUNT(Kind.TEXT, "SubAccountId", "line_item_usage_account_id", Need.REQUIRED),
    REGION(Kind.TEXT, "RegionId", "product_region_code"),
    RESOURCE(Kind.TEXT, "ResourceId", "line_item_resource_id"),
    SERVICE_CODE(Kind.TEXT, "x_ServiceCode", "line_item_product_code", Need.REQUIRED_IN_CUR),
    SERVICE_NAME(Kind.TEXT, "ServiceName", "", Need.REQUIRED_IN_FOCUS),
    USAGE_TYPE(Kind.TEXT, "x_UsageType", "line_item_usage_type"),
    SKU_METER(Kind.TEXT, "SkuMeter", ""),
    DESCRIPTION(Kind.TEXT, "ChargeDescription", ""),
    SKU(Kind.TEXT, "SkuId", ""),
    CATEGORY(Kind.TEXT, "ChargeCategory", "line_item_line_item_type", Need.REQUIRED),
    COMMITMENT(Kind.TEXT, "CommitmentDiscountId", "savings_plan_savings_plan_a_r_n"),
    RESERVATION(Kind.TEXT, "", "reservation_reservation_a_r_n"),
    COMMITMENT_STATUS(Kind.TEXT, "CommitmentDiscountStatus", ""),
    CAPACITY_RESERVATION(Kind.TEXT, "CapacityReservationId", "capacity_reservation_capacity_reservation_arn"),
    CAPACITY_STATUS(Kind.TEXT, "CapacityReservationStatus", "capacity_reservation_capacity_reservation_status"),
    /** JSON text; in Parquet also a map. */
    TAGS(Kind.TEXT, "Tags", "resource_tags"),
    UNIT(Kind.TEXT, "ConsumedUnit", "pricing_unit"),
    PRICING_UNIT(Kind.TEXT, "PricingUnit", ""),
    ZONE(Kind.TEXT, "AvailabilityZone", "line_item_availability_zone"),
    OPERATION(Kind.TEXT, "x_Operation", "line_item_operation"),

    BILL_START(Kind.TIME, "BillingPeriodStart", "bill_billing_period_start_date", Need.REQUIRED),
    FROM(Kind.TIME, "ChargePeriodStart", "line_item_usage_start_date", Need.REQUIRED),
    UNTIL(Kind.TIME, "ChargePeriodEnd", "line_item_usage_end_date", Need.REQUIRED),

    BILLED(Kind.AMOUNT, "BilledCost", "line_item_unblended_cost", Need.REQUIRED),
    EFFECTIVE(Kind.AMOUNT, "EffectiveCost", ""),
    LIST(Kind.AMOUNT, "ListCost", "pricing_public_on_demand_cost"),
    QUANTITY(Kind.AMOUNT, "ConsumedQuantity", "line_item_usage_amount"),
    PRICING_QUANTITY(Kind.AMOUNT, "PricingQuantity", ""),
    PLAN_EFFECTIVE(Kind.AMOUNT, "", "savings_plan_savings_plan_effective_cost"),
    PLAN_COMMITTED(Kind.AMOUNT, "", "savings_plan_total_commitment_to_date"),
    PLAN_USED(Kind.AMOUNT, "", "savings_plan_used_commitment"),
    RESERVATION_EFFECTIVE(Kind.AMOUNT, "", "reservation_effective_cost"),
    UNUSED_UPFRONT(Kind.AMOUNT, "", "reservation_unused_amortized_upfront_fee_for_billing_period"),
    UNUSED_RECURRING(Kind.AMOUNT, "", "reservation_unused_recurring_fee");

    private final Kind kind;
    private final String focus;
    private final String cur;
    private final Need need;

    BillColumn(Kind kind, String focus, String cur) {
        this(kind, focus, cur, Need.OPTIONAL);
    }

    BillColumn(Kind kind, String focus, String cur, Need need) {
        this.kind = kind;
        this.focus = focus;
        this.cur = cur;
        this.need = need;
    }

    Kind kind() {
        return kind;
    }

    /** Position in arrays of the cells of a line; never stored. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }

    /** The name in a format; empty if the format has no such column. */
    String in(BillFormat format) {
        return format == BillFormat.FOCUS ? focus : cur;
    }

    boolean isRequiredIn(BillFormat format) {
        return need == Need.REQUIRED
                || need == (format == BillFormat.FOCUS ? Need.REQUIRED_IN_FOCUS : Need.REQUIRED_IN_CUR);
    }

    /** What the cells of a column contain. */
    enum Kind {
        TEXT,
        TIME,
        AMOUNT
    }

    private enum Need {
        OPTIONAL,
        REQUIRED,
        REQUIRED_IN_FOCUS,
        REQUIRED_IN_CUR
    }
}
