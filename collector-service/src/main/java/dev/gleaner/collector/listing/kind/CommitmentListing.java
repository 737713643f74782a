package dev.gleaner.collector.listing.kind;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.CommitmentTerms;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import io.smallrye.config.ConfigMapping;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.CapacityReservation;
import software.amazon.awssdk.services.ec2.model.CapacityReservationState;
import software.amazon.awssdk.services.ec2.model.CurrencyCodeValues;
import software.amazon.awssdk.services.ec2.model.DescribeCapacityReservationsResponse;
import software.amazon.awssdk.services.ec2.model.EndDateType;
import software.amazon.awssdk.services.ec2.model.RecurringCharge;
import software.amazon.awssdk.services.ec2.model.RecurringChargeFrequency;
import software.amazon.awssdk.services.ec2.model.ReservedInstanceState;
import software.amazon.awssdk.services.ec2.model.ReservedInstances;
import software.amazon.awssdk.services.savingsplans.SavingsplansAsyncClient;
import software.amazon.awssdk.services.savingsplans.model.CurrencyCode;
import software.amazon.awssdk.services.savingsplans.model.DescribeSavingsPlansResponse;
import software.amazon.awssdk.services.savingsplans.model.SavingsPlan;
import software.amazon.awssdk.services.savingsplans.model.SavingsPlanState;
import software.amazon.awssdk.services.savingsplans.model.SavingsPlanType;

/**
 * Lists reservations of instances, capacity reservations and savings plans with their terms, of which a bill has only the ids. Each of the
 * three is left out if it may not be read, unless none may be.
 */
@Singleton
public final class CommitmentListing implements KindListing {

    private static final String RESERVATIONS = "ec2:DescribeReservedInstances";
    private static final String CAPACITY_RESERVATIONS = "ec2:DescribeCapacityReservations";
    private static final String SAVINGS_PLANS = "savingsplans:DescribeSavingsPlans";

    /** Page limit of DescribeCapacityReservations and DescribeSavingsPlans. Source: EC2 and Savings Plans API References. */
    private static final int PAGE = 1000;

    /** Those that never had or no longer have capacity. */
    private static final Set<CapacityReservationState> WITHOUT_CAPACITY = Set.of(
            CapacityReservationState.CANCELLED,
            CapacityReservationState.EXPIRED,
            CapacityReservationState.FAILED,
            CapacityReservationState.PAYMENT_FAILED,
            CapacityReservationState.UNSUPPORTED);

    private final RateLimitedAwsClients aws;
    private final Config config;
    private final int page;

    @Inject
    CommitmentListing(RateLimitedAwsClients aws, Config config) {
        this(aws, config, PAGE);
    }

    /** @param page number of resources per page, where there are pages */
    CommitmentListing(RateLimitedAwsClients aws, Config config, int page) {
        this.aws = aws;
        this.config = config;
        this.page = page;
    }

    @Override
    public ListingCall listingCall() {
        return new ListingCall(ResourceKind.CAPACITY_RESERVATION, RESERVATIONS);
    }

    @Override
    public Config config() {
        return config;
    }

    /**
     * Savings plans belong to an account. They are part of the listing of its first configured region, so that they are requested once, by
     * the schedule and with the repetitions of that listing.
     */
    @Override
    public ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
        boolean isFirst = awsAccountRegion.region().equals(aws.regions().get(0));
        List<Signal> signals = new ArrayList<>();
        Map<String, SdkException> failures = new LinkedHashMap<>();
        for (ReservedInstances reservation : read(RESERVATIONS, failures, () -> reservations(awsAccountRegion))) {
            signals.add(signal(listing, reservation));
        }
        for (CapacityReservation reservation :
                read(CAPACITY_RESERVATIONS, failures, () -> capacityReservations(awsAccountRegion))) {
            // EC2 also returns those that other accounts share with this one, and their tags only to the owner.
            if (listing.account().equals(reservation.ownerId()) && !WITHOUT_CAPACITY.contains(reservation.state())) {
                signals.add(signal(listing, reservation));
            }
        }
        if (isFirst) {
            for (SavingsPlan plan : read(SAVINGS_PLANS, failures, () -> savingsPlans(awsAccountRegion))) {
                signals.add(signal(listing, plan));
            }
        }
        // Where nothing may be read, as with a role that may not be assumed, nothing was listed.
        if (failures.size() == (isFirst ? 3 : 2)) {
            throw failures.values().iterator().next();
        }
        failures.forEach((permission, failure) ->
                denied.recordOrRethrow("Commitments in " + awsAccountRegion, permission, failure));
        return ListedRegion.of(signals);
    }

    private static <T> List<T> read(String permission, Map<String, SdkException> failures, Supplier<List<T>> ask) {
        try {
            return ask.get();
        } catch (SdkException e) {
            failures.put(permission, e);
            return List.of();
        }
    }

    /** EC2 returns all reservations at once. */
    private List<ReservedInstances> reservations(AwsAccountRegion awsAccountRegion) {
        return AwsFutures.await(aws.ec2(awsAccountRegion)
                        .describeReservedInstances(request -> request.filters(filter -> filter.name("state")
                                .values(
                                        ReservedInstanceState.ACTIVE.toString(),
                                        ReservedInstanceState.PAYMENT_PENDING.toString()))))
                .reservedInstances();
    }

    private List<CapacityReservation> capacityReservations(AwsAccountRegion awsAccountRegion) {
        return AwsPaginator.readAll(
                token -> aws.ec2(awsAccountRegion)
                        .describeCapacityReservations(
                                request -> request.maxResults(page).nextToken(token)),
                DescribeCapacityReservationsResponse::nextToken,
                DescribeCapacityReservationsResponse::capacityReservations);
    }

    private List<SavingsPlan> savingsPlans(AwsAccountRegion awsAccountRegion) {
        return AwsPaginator.readAll(
                token -> aws.client(
                                SavingsplansAsyncClient.class,
                                SavingsplansAsyncClient::builder,
                                AwsAccountRegion.global(awsAccountRegion.account()))
                        .describeSavingsPlans(request -> request.states(
                                        SavingsPlanState.ACTIVE,
                                        SavingsPlanState.QUEUED,
                                        SavingsPlanState.PAYMENT_PENDING)
                                .maxResults(page)
                                .nextToken(token)),
                DescribeSavingsPlansResponse::nextToken,
                DescribeSavingsPlansResponse::savingsPlans);
    }

    private static Signal signal(RegionListing listing, ReservedInstances reservation) {
        CommitmentTerms.Builder terms = CommitmentTerms.newBuilder()
                .setHourlyUsd(hourly(reservation))
                .setOffering(textOrEmpty(reservation.offeringClassAsString()));
        setTimes(terms, reservation.start(), reservation.end());
        if (reservation.instanceCount() != null) {
            terms.setInstances(reservation.instanceCount());
        }
        return listing.signal(
                new Arn(
                        "aws",
                        "ec2",
                        listing.region(),
                        listing.account(),
                        "reserved-instances/" + reservation.reservedInstancesId()),
                Inventory.newBuilder()
                        .setState(textOrEmpty(reservation.stateAsString()))
                        .setType(textOrEmpty(reservation.instanceTypeAsString()))
                        .setPlatform(textOrEmpty(reservation.productDescriptionAsString()))
                        .setTenancy(textOrEmpty(reservation.instanceTenancyAsString()))
                        .setZone(textOrEmpty(reservation.availabilityZone()))
                        .putAllTags(SdkValues.tags(reservation.tags()))
                        .setCommitment(terms)
                        .build());
    }

    /** Empty without an hourly charge, which EC2 also leaves out of some reservations that are paid in advance. */
    private static String hourly(ReservedInstances reservation) {
        if (reservation.currencyCode() != CurrencyCodeValues.USD) {
            return "";
        }
        return reservation.recurringCharges().stream()
                .filter(charge -> charge.frequency() == RecurringChargeFrequency.HOURLY && charge.amount() != null)
                .map(RecurringCharge::amount)
                .map(BigDecimal::valueOf)
                .reduce(BigDecimal::add)
                .map(BigDecimal::toPlainString)
                .orElse("");
    }

    private static Signal signal(RegionListing listing, CapacityReservation reservation) {
        CommitmentTerms.Builder terms = CommitmentTerms.newBuilder();
        setTimes(
                terms,
                reservation.startDate(),
                reservation.endDateType() == EndDateType.LIMITED ? reservation.endDate() : null);
        if (reservation.totalInstanceCount() != null) {
            terms.setInstances(reservation.totalInstanceCount());
        }
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState(textOrEmpty(reservation.stateAsString()))
                .setType(textOrEmpty(reservation.instanceType()))
                .setPlatform(textOrEmpty(reservation.instancePlatformAsString()))
                .setTenancy(textOrEmpty(reservation.tenancyAsString()))
                .setZone(textOrEmpty(reservation.availabilityZone()))
                .putAllTags(SdkValues.tags(reservation.tags()))
                .setCommitment(terms);
        if (reservation.createDate() != null) {
            inventory.setCreated(reservation.createDate().toEpochMilli());
        }
        return listing.signal(Arn.parse(reservation.capacityReservationArn()), inventory.build());
    }

    /** An EC2 Instance Savings Plan is for a region; each of the others is for all, so that it is shown in that of the listing. */
    private static Signal signal(RegionListing listing, SavingsPlan plan) {
        String region = plan.savingsPlanType() == SavingsPlanType.EC2_INSTANCE ? textOrEmpty(plan.region()) : "";
        CommitmentTerms.Builder terms = CommitmentTerms.newBuilder()
                .setHourlyUsd(plan.currency() == CurrencyCode.USD ? textOrEmpty(plan.commitment()) : "")
                .setOffering(textOrEmpty(plan.savingsPlanTypeAsString()));
        setTimes(terms, time(plan.start()).orElse(null), time(plan.end()).orElse(null));
        return (region.isEmpty() ? listing : listing.withRegion(region))
                .signal(
                        Arn.parse(plan.savingsPlanArn()),
                        Inventory.newBuilder()
                                .setState(textOrEmpty(plan.stateAsString()))
                                .setType(textOrEmpty(plan.ec2InstanceFamily()))
                                .putAllTags(plan.tags())
                                .setCommitment(terms)
                                .build());
    }

    private static void setTimes(CommitmentTerms.Builder terms, @Nullable Instant start, @Nullable Instant end) {
        if (start != null) {
            terms.setStart(start.toEpochMilli());
        }
        if (end != null) {
            terms.setEnd(end.toEpochMilli());
        }
    }

    /** Savings Plans returns times as texts, and does not document their form. */
    private static Optional<Instant> time(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Reservations of instances, savings plans and capacity reservations. */
    @ConfigMapping(prefix = "collector.inventory.commitments")
    public interface Config extends ListingConfig {}
}
