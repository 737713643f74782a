package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.billing.charge.BillCharge;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import java.util.Set;

/** Maps a row to the charge to which its lines belong. */
final class ChargeMapper {

    private static final Set<String> AWS = Set.of("AWS", "Amazon Web Services");
    private static final Set<String> ROWS_OF_PLANS = Set.of(
            "SavingsPlanCoveredUsage", "SavingsPlanNegation", "SavingsPlanRecurringFee", "SavingsPlanUpfrontFee");

    private final BilledTagReader tags;

    ChargeMapper(BilledTagReader tags) {
        this.tags = tags;
    }

    Result map(BillRow row) throws InvalidInputException {
        // AWS omits the column in some exports; others do not.
        if (!AWS.contains(row.text(BillColumn.PROVIDER).orElse("AWS"))) {
            return new Result.Skipped("other provider");
        }
        String currency = row.require(BillColumn.CURRENCY);
        if (!currency.equals("USD")) {
            return new Result.OtherCurrency(currency);
        }
        return row.format() == BillFormat.FOCUS ? focus(row) : cur(row);
    }

    private Result focus(BillRow row) throws InvalidInputException {
        ChargeCategory category = switch (row.require(BillColumn.CATEGORY)) {
            case "Usage" -> ChargeCategory.USAGE;
            case "Purchase" -> ChargeCategory.PURCHASE;
            case "Tax" -> ChargeCategory.TAX;
            case "Credit" -> ChargeCategory.CREDIT;
            case "Adjustment" -> ChargeCategory.ADJUSTMENT;
            default -> ChargeCategory.CHARGE_CATEGORY_UNSPECIFIED;
        };
        return counted(
                row,
                category,
                row.firstOf(BillColumn.COMMITMENT),
                status(row.firstOf(BillColumn.COMMITMENT_STATUS)),
                EffectiveCost.STATED);
    }

    private static CommitmentStatus status(String text) {
        return switch (text) {
            case "Used" -> CommitmentStatus.USED;
            case "Unused" -> CommitmentStatus.UNUSED;
            // In CUR 2.0 also "Reserved", which costs nothing, and "Cancelled".
            default -> CommitmentStatus.NO_COMMITMENT;
        };
    }

    private Result cur(BillRow row) throws InvalidInputException {
        String type = row.require(BillColumn.CATEGORY);
        String commitment = ROWS_OF_PLANS.contains(type)
                ? row.firstOf(BillColumn.COMMITMENT)
                : row.firstOf(BillColumn.RESERVATION, BillColumn.COMMITMENT);
        return switch (type) {
            case "DiscountedUsage" ->
                counted(
                        row,
                        ChargeCategory.USAGE,
                        commitment,
                        CommitmentStatus.USED,
                        EffectiveCost.COVERED_BY_RESERVATION);
            case "SavingsPlanCoveredUsage" ->
                counted(row, ChargeCategory.USAGE, commitment, CommitmentStatus.USED, EffectiveCost.COVERED_BY_PLAN);
            // Takes back what the covered usage is billed with, so that it belongs to the same category.
            case "SavingsPlanNegation" ->
                counted(row, ChargeCategory.USAGE, commitment, CommitmentStatus.USED, EffectiveCost.NOTHING);
            case "SavingsPlanRecurringFee" ->
                counted(row, ChargeCategory.PURCHASE, commitment, CommitmentStatus.UNUSED, EffectiveCost.UNUSED_PLAN);
            case "RIFee" ->
                counted(
                        row,
                        ChargeCategory.PURCHASE,
                        commitment,
                        CommitmentStatus.UNUSED,
                        EffectiveCost.UNUSED_RESERVATION);
            case "SavingsPlanUpfrontFee" ->
                counted(
                        row,
                        ChargeCategory.PURCHASE,
                        commitment,
                        CommitmentStatus.NO_COMMITMENT,
                        EffectiveCost.NOTHING);
            case "Fee" ->
                counted(
                        row,
                        ChargeCategory.PURCHASE,
                        commitment,
                        CommitmentStatus.NO_COMMITMENT,
                        commitment.isEmpty() ? EffectiveCost.AS_BILLED : EffectiveCost.NOTHING);
            default ->
                counted(row, category(type), commitment, CommitmentStatus.NO_COMMITMENT, EffectiveCost.AS_BILLED);
        };
    }

    private static String capacityReservation(BillRow row) throws InvalidInputException {
        String named = row.firstOf(BillColumn.CAPACITY_RESERVATION);
        return named.isEmpty() ? "" : BilledResourceMapper.map(row, named).toString();
    }

    private static String service(BillRow row) throws InvalidInputException {
        String service = row.firstOf(BillColumn.SERVICE_CODE, BillColumn.SERVICE_NAME);
        return service.isEmpty()
                ? row.require(row.format() == BillFormat.FOCUS ? BillColumn.SERVICE_NAME : BillColumn.SERVICE_CODE)
                : service;
    }

    private static ChargeCategory category(String type) {
        return switch (type) {
            case "Usage" -> ChargeCategory.USAGE;
            case "Tax" -> ChargeCategory.TAX;
            case "Credit" -> ChargeCategory.CREDIT;
            // Of FOCUS's categories the one for everything that the provider applies besides.
            case "Refund",
                    "Discount",
                    "BundledDiscount",
                    "EdpDiscount",
                    "PrivateRateDiscount",
                    "RiVolumeDiscount",
                    "SppDiscount" -> ChargeCategory.ADJUSTMENT;
            default -> ChargeCategory.CHARGE_CATEGORY_UNSPECIFIED;
        };
    }

    private Result counted(
            BillRow row, ChargeCategory category, String commitment, CommitmentStatus status, EffectiveCost effective)
            throws InvalidInputException {
        String named = row.firstOf(BillColumn.RESOURCE);
        String resource = named.isEmpty() && status == CommitmentStatus.UNUSED ? commitment : named;
        BilledTagReader.Result allocating = tags.read(row.text(BillColumn.TAGS).orElse(""));
        String unit = row.firstOf(BillColumn.UNIT, BillColumn.PRICING_UNIT);
        // Of other usage they would only divide charges.
        boolean isInHours = BillCharge.isInHours(unit);
        BillCharge.Identity identity = new BillCharge.Identity(
                BilledResourceMapper.map(row, resource).toString(),
                BilledResourceMapper.account(row),
                BilledResourceMapper.payer(row) + " " + row.bills(),
                service(row),
                row.firstOf(BillColumn.USAGE_TYPE, BillColumn.SKU_METER, BillColumn.DESCRIPTION, BillColumn.SKU),
                category,
                commitment,
                status,
                capacityReservation(row),
                status(row.firstOf(BillColumn.CAPACITY_STATUS)),
                allocating.tags(),
                unit,
                isInHours ? row.firstOf(BillColumn.ZONE) : "",
                isInHours ? row.firstOf(BillColumn.OPERATION) : "");
        return new Result.Counted(
                identity,
                effective,
                row.text(BillColumn.UNIT).isPresent() ? BillColumn.QUANTITY : BillColumn.PRICING_QUANTITY,
                allocating.isReadable());
    }

    /** Result for a row. */
    sealed interface Result {

        /**
         * A charge.
         *
         * @param quantity the column whose unit is that of the identity
         * @param tagsReadable whether the cell of the tags is readable
         */
        record Counted(BillCharge.Identity identity, EffectiveCost effective, BillColumn quantity, boolean tagsReadable)
                implements Result {}

        /** A valid row that is not counted. */
        record Skipped(String reason) implements Result {}

        /** A valid row that is not counted, as prices and savings are in USD. */
        record OtherCurrency(String currency) implements Result {}
    }
}
