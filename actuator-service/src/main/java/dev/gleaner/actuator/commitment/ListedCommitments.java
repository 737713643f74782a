package dev.gleaner.actuator.commitment;

import dev.gleaner.contracts.spend.SpendRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reservations of EC2 and savings plans whose listing says what they may cover. */
final class ListedCommitments {

    private static final String VPC = " (Amazon VPC)";

    private static final Map<String, SavingsPlan.Kind> PLANS = Map.of(
            "EC2Instance",
            SavingsPlan.Kind.EC2_INSTANCE,
            "Compute",
            SavingsPlan.Kind.COMPUTE,
            "SageMaker",
            SavingsPlan.Kind.SAGEMAKER);

    private final Map<String, SpendRecord.CommitmentTerms> terms = new HashMap<>();

    ListedCommitments(Collection<SpendRecord.CommitmentTerms> all) {
        all.stream()
                .filter(some -> reservation(some).isPresent() || plan(some).isPresent())
                .forEach(some -> terms.put(some.commitment(), some));
    }

    /** Whether it is known what a commitment may cover. */
    boolean isListed(String commitment) {
        return terms.containsKey(commitment);
    }

    /** Of a savings plan. */
    Optional<SavingsPlan.Kind> planKind(String commitment) {
        return Optional.ofNullable(terms.get(commitment))
                .flatMap(ListedCommitments::plan)
                .map(SavingsPlan::kind);
    }

    /**
     * What covers usage at a time.
     *
     * @param accounts whose commitments count
     * @param used commitments that count whoever owns them
     */
    CommitmentAllocator allocator(Instant at, Set<String> accounts, Set<String> used) {
        Predicate<SpendRecord.CommitmentTerms> counts = some -> used.contains(some.commitment())
                || Optional.ofNullable(some.scope())
                        .filter(scope -> accounts.contains(scope.account()))
                        .isPresent();
        List<SpendRecord.CommitmentTerms> valid = terms.values().stream()
                .filter(counts)
                .filter(some -> some.end() == null || some.end().isAfter(at))
                .toList();
        return new CommitmentAllocator(
                valid.stream().flatMap(some -> reservation(some).stream()).toList(),
                valid.stream().flatMap(some -> plan(some).stream()).toList(),
                Set.of());
    }

    /** Times of a day (UTC) at which one of them ends. */
    Set<Instant> endsOn(LocalDate day) {
        return terms.values().stream()
                .map(SpendRecord.CommitmentTerms::end)
                .flatMap(Stream::ofNullable)
                .filter(end -> LocalDate.ofInstant(end, ZoneOffset.UTC).equals(day))
                .collect(Collectors.toSet());
    }

    private static Optional<InstanceReservation> reservation(SpendRecord.CommitmentTerms terms) {
        SpendRecord.CommitmentTerms.Scope scope = terms.scope();
        if (scope == null || terms.instances() == null || !terms.commitment().contains(":reserved-instances/")) {
            return Optional.empty();
        }
        String platform = scope.platform().endsWith(VPC)
                ? scope.platform().substring(0, scope.platform().length() - VPC.length())
                : scope.platform();
        return Optional.of(new InstanceReservation(
                terms.commitment(),
                scope.account(),
                scope.region(),
                scope.zone(),
                terms.instanceType(),
                platform,
                scope.tenancy(),
                terms.instances(),
                scope.zone().isEmpty() ? SizeFlexibility.units(terms.instanceType(), platform, scope.tenancy()) : 0));
    }

    private static Optional<SavingsPlan> plan(SpendRecord.CommitmentTerms terms) {
        SpendRecord.CommitmentTerms.Scope scope = terms.scope();
        SavingsPlan.Kind kind = PLANS.get(terms.offering());
        if (scope == null
                || terms.hourly() == null
                || kind == null
                || !terms.commitment().contains(":savingsplan/")) {
            return Optional.empty();
        }
        boolean isOfFamily = kind == SavingsPlan.Kind.EC2_INSTANCE;
        return Optional.of(new SavingsPlan(
                terms.commitment(),
                scope.account(),
                kind,
                isOfFamily ? scope.region() : "",
                isOfFamily ? terms.instanceType() : "",
                terms.hourly().doubleValue()));
    }
}
