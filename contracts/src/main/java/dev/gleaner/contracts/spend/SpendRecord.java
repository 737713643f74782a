package dev.gleaner.contracts.spend;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code gleaner.spend}. Each one replaces the earlier one with the same key. Amounts are in USD and exact; days are in UTC.
 * A bill is named by its payer and the first day of its period: {@code 123456789012 2026-10-01}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SpendRecord.Bill.class, name = "bill"),
    @JsonSubTypes.Type(value = SpendRecord.Amounts.class, name = "amounts"),
    @JsonSubTypes.Type(value = SpendRecord.ResourceCharges.class, name = "resource-charges"),
    @JsonSubTypes.Type(value = SpendRecord.ResourceHours.class, name = "resource-hours"),
    @JsonSubTypes.Type(value = SpendRecord.EligibleDay.class, name = "eligible-day"),
    @JsonSubTypes.Type(value = SpendRecord.Commitment.class, name = "commitment"),
    @JsonSubTypes.Type(value = SpendRecord.CommitmentTerms.class, name = "commitment-terms"),
    @JsonSubTypes.Type(value = SpendRecord.Predictions.class, name = "predictions"),
    @JsonSubTypes.Type(value = SpendRecord.Target.class, name = "target"),
    @JsonSubTypes.Type(value = SpendRecord.OwnCost.class, name = "own-cost")
})
public sealed interface SpendRecord {

    /** Record key in {@code gleaner.spend}. */
    String topicKey();

    /**
     * The newest statement of a bill that counts.
     *
     * @param bill payer and first day of the billing period
     * @param stated time at which its newest file was written
     * @param lines number of lines
     * @param unreadableLines lines that can't be read and are missing in the sums
     * @param billed sum of what is billed
     * @param effective sum with commitments paid in advance spread over what they cover
     * @param usedThrough last day with usage, which is not complete; null if no line is for the usage of a day or an hour, or it is not known
     */
    record Bill(
            String bill,
            Instant stated,
            long lines,
            long unreadableLines,
            @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal billed,
            @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal effective,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            LocalDate usedThrough)
            implements SpendRecord {

        /** Of which it is not known through which day it has usage. */
        public Bill(
                String bill,
                Instant stated,
                long lines,
                long unreadableLines,
                BigDecimal billed,
                BigDecimal effective) {
            this(bill, stated, lines, unreadableLines, billed, effective, null);
        }

        @Override
        public String topicKey() {
            return "bill|" + bill;
        }
    }

    /**
     * Amounts of one value of one dimension in one bill. The values of each dimension add up to the bill.
     *
     * @param value {@code search} of the team; {@link SpendDimension#UNALLOCATED} for what no tag allocates
     * @param shared kind of the shared cost; absent for all other cost. Only amounts that are not allocated have one
     * @param days in ascending order; a day without an amount is left out
     */
    record Amounts(
            String bill,
            SpendDimension dimension,
            String value,
            @Nullable SharedCost shared,
            List<DayAmount> days) implements SpendRecord {

        @Override
        public String topicKey() {
            return "amounts|" + bill + "|" + dimension.id() + "|" + (shared == null ? "" : shared.id()) + "|" + value;
        }

        /**
         * The amounts of one day. A charge for several days is divided between them by time.
         *
         * @param billed what is billed
         * @param effective with commitments paid in advance spread over what they cover
         * @param idle part of {@code effective} that findings of idle or oversized compute cover
         */
        public record DayAmount(
                LocalDate day,
                @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal billed,
                @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal effective,
                @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal idle) {}
    }

    /**
     * Use of a reservation or savings plan in one bill.
     *
     * @param commitment its ARN or id
     * @param days in ascending order; a day without an amount is left out
     * @param unknownFrom day from which on the bill does not tell yet what covered nothing; null if it tells it of all days
     */
    record Commitment(
            String bill,
            String commitment,
            List<DayUse> days,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            LocalDate unknownFrom)
            implements SpendRecord {

        /** Of which the bill tells what covered nothing. */
        public Commitment(String bill, String commitment, List<DayUse> days) {
            this(bill, commitment, days, null);
        }

        @Override
        public String topicKey() {
            return "commitment|" + bill + "|" + commitment;
        }

        /** The effective cost of one day of what the commitment covered, and of its part that covered nothing. */
        public record DayUse(
                LocalDate day,
                @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal used,
                @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal unused) {}
    }

    /**
     * What was committed to by a reservation of instances, a savings plan or a capacity reservation, as AWS lists it.
     *
     * @param commitment its ARN
     * @param instanceType or the instance family of a savings plan that has one; empty if it has none or it is unknown
     * @param instances that it is for; null if that is unknown, and of a savings plan
     * @param offering {@code standard}, {@code convertible}, {@code Compute}, ...; empty if unknown
     * @param end time at which it ends; null if it has none or it is unknown
     * @param hourly recurring charge per hour, of a reservation of several instances as EC2 returns it; null if unknown
     * @param tags null if they are not known
     * @param scope what it may cover; null if that is unknown
     */
    record CommitmentTerms(
            String commitment,
            String instanceType,
            @Nullable Integer instances,
            String offering,
            @Nullable Instant end,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal hourly,

            @Nullable Map<String, String> tags,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Scope scope)
            implements SpendRecord {

        @Override
        public String topicKey() {
            return "commitment-terms|" + commitment;
        }

        /**
         * What a commitment may cover.
         *
         * @param account that owns it
         * @param region empty of a savings plan that is not bound to one
         * @param zone Availability Zone of a zonal reservation; empty of others
         * @param platform such as {@code Linux/UNIX}; empty of a savings plan
         * @param tenancy such as {@code default}; empty of a savings plan
         */
        public record Scope(String account, String region, String zone, String platform, String tenancy) {}
    }

    /**
     * The usage of one day in one bill that commitments may cover, of all resources of an account.
     *
     * @param account that uses it
     * @param usage in a fixed order, each kind of usage once for each commitment that covers a part of it
     */
    record EligibleDay(String bill, LocalDate day, String account, List<EligibleHours> usage) implements SpendRecord {

        @Override
        public String topicKey() {
            return "eligible-day|" + bill + "|" + day + "|" + account;
        }
    }

    /**
     * The usage of a resource in one bill that commitments may cover, if there is, or was, a finding about it.
     *
     * @param resource ARN
     * @param days in ascending order; a day without such usage is left out
     */
    record ResourceHours(String resource, String bill, List<Day> days) implements SpendRecord {

        @Override
        public String topicKey() {
            return "resource-hours|" + resource + "|" + bill;
        }

        /** The usage of one day, in a fixed order. */
        public record Day(LocalDate day, List<EligibleHours> usage) {}
    }

    /**
     * Usage of a day that commitments may cover, of one kind and covered by the same.
     *
     * @param kind of usage
     * @param commitment ARN of the reservation or savings plan that covers it; empty if it is on demand
     * @param list USD of the day at public prices; null if the bill does not say it
     * @param effective USD of the day: what is charged on demand, or the cost of the commitment that is spread over it; null if the
     *     bill does not say it
     * @param hours amount of usage in each of the 24 hours of the day (UTC)
     */
    record EligibleHours(
            Kind kind,
            String commitment,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal list,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal effective,

            List<Double> hours) {

        /**
         * A kind of usage, whose hours are the same for commitments.
         *
         * @param account that uses it
         * @param zone Availability Zone; empty of what is in none
         * @param type such as {@code m5.xlarge}; of other services than EC2 what it is billed by, such as {@code Host:ml.g5.xlarge}
         * @param platform such as {@code Linux/UNIX}; empty of other services than EC2
         * @param tenancy {@code default} or {@code dedicated}; empty of other services than EC2
         */
        public record Kind(String account, String region, String zone, String type, String platform, String tenancy) {}
    }

    /**
     * The charges in one bill of a resource about which there is, or was, a finding.
     *
     * @param resource ARN
     * @param stated time of the statement
     */
    record ResourceCharges(String resource, String bill, Instant stated, List<Charge> charges) implements SpendRecord {

        @Override
        public String topicKey() {
            return "resource-charges|" + resource + "|" + bill;
        }

        /**
         * Sum of the charges of one usage type and period.
         *
         * @param from first day
         * @param until day after the last one
         * @param usageType empty for charges without one
         */
        public record Charge(
                LocalDate from,
                LocalDate until,
                String service,
                String usageType,
                @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal billed,
                @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal effective) {}
    }

    /**
     * Predictions and tokens of a service in a month, from one of the sources that count them.
     *
     * @param source {@code sagemaker}, {@code load-balancer}, {@code bedrock} or {@code reported}
     * @param month its first day
     * @param days in ascending order; a day of which nothing is known is left out
     */
    record Predictions(String service, String source, LocalDate month, List<DayCount> days) implements SpendRecord {

        /** Source of what services report themselves. */
        public static final String REPORTED = "reported";

        /** Whether the service reported them itself. */
        @JsonIgnore
        public boolean isReported() {
            return source.equals(REPORTED);
        }

        @Override
        public String topicKey() {
            return "predictions|" + service + "|" + source + "|" + month;
        }

        /** The counts of one day; absent ones were not counted. */
        public record DayCount(
                LocalDate day,
                @Nullable Long predictions,
                @Nullable Long inputTokens,
                @Nullable Long outputTokens) {}
    }

    /**
     * What a prediction of a service may cost at most, by the configuration of the analyzer.
     *
     * @param perPrediction USD
     */
    record Target(
            String service,
            @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal perPrediction) implements SpendRecord {

        @Override
        public String topicKey() {
            return "target|" + service;
        }
    }

    /**
     * Cost of the AWS calls of Gleaner itself on one day, by the count of a collector.
     *
     * @param collector that made the calls
     */
    record OwnCost(
            String collector,
            LocalDate day,
            @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount) implements SpendRecord {

        @Override
        public String topicKey() {
            return "own-cost|" + collector + "|" + day;
        }
    }
}
