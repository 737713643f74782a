package dev.gleaner.local.estate;

import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.EstateTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The reservations and savings plans of an estate, from {@code estate/commitments.csv}, and its capacity reservations, from {@code
 * estate/capacity-reservations.csv}. All accounts share them.
 *
 * @param all reservations and savings plans by their ids
 */
public record EstateCommitments(Map<String, Commitment> all, List<CapacityReservation> capacityReservations) {

    private static final List<String[]> COMMITMENTS = rows("/estate/commitments.csv");
    private static final List<String[]> CAPACITY_RESERVATIONS = rows("/estate/capacity-reservations.csv");

    public EstateCommitments {
        all = Map.copyOf(all);
        capacityReservations = List.copyOf(capacityReservations);
    }

    /** Those of an estate: without an instance that they may cover, or that runs in them, there is none. */
    public static EstateCommitments of(Estate estate) {
        Map<String, Commitment> commitments = new TreeMap<>();
        COMMITMENTS.stream()
                .map(Commitment::parse)
                .filter(commitment -> estate.instances().stream().anyMatch(commitment.scope()::includes))
                .forEach(commitment -> commitments.put(commitment.id(), commitment));
        List<CapacityReservation> reservations =
                CAPACITY_RESERVATIONS.stream().map(CapacityReservation::parse).toList();
        boolean hasInstances = reservations.stream()
                .flatMap(reservation -> reservation.usedBy().stream())
                .allMatch(instance -> estate.instance(instance).isPresent());
        return new EstateCommitments(commitments, hasInstances ? reservations : List.of());
    }

    private static List<String[]> rows(String name) {
        try (InputStream file = Objects.requireNonNull(EstateCommitments.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The capacity reservation of a name. */
    public Optional<CapacityReservation> capacityReservation(String name) {
        return capacityReservations.stream()
                .filter(reservation -> reservation.name().equals(name))
                .findFirst();
    }

    /** The capacity reservation in which an instance runs. */
    public Optional<CapacityReservation> reserving(String instance) {
        return capacityReservations.stream()
                .filter(reservation -> reservation.usedBy().contains(instance))
                .findFirst();
    }

    /** The ARN of a commitment or capacity reservation. */
    public Optional<String> arn(String name) {
        return Optional.ofNullable(all.get(name))
                .map(Commitment::arn)
                .or(() -> capacityReservation(name).map(CapacityReservation::arn));
    }

    /**
     * A commitment.
     *
     * @param instances number of reserved instances; 0 of a savings plan
     * @param discount on the price on demand, percent
     */
    public record Commitment(String id, Kind kind, Scope scope, int instances, BigDecimal discount, Terms terms) {

        static Commitment parse(String[] row) {
            return new Commitment(
                    row[0],
                    Kind.of(row[1]),
                    new Scope(row[2], row[3], row[4], row[5], row[6], row[7]),
                    row[8].isEmpty() ? 0 : Integer.parseInt(row[8]),
                    new BigDecimal(row[9]),
                    new Terms(row[11], new EstateTime(row[12]), new BigDecimal(row[10])));
        }

        /** The ARN in a bill. */
        public String arn() {
            return kind == Kind.RESERVATION
                    ? "arn:aws:ec2:" + scope.region() + ":" + scope.account() + ":reserved-instances/" + id
                    : "arn:aws:savingsplans::" + scope.account() + ":savingsplan/" + id;
        }
    }

    /**
     * What a commitment may cover.
     *
     * @param account that owns it
     * @param zone of a zonal reservation; empty of others
     * @param type of instances of a reservation, or family of those of a savings plan
     * @param platform of a reservation; empty of others
     * @param tenancy of a reservation; empty of others
     */
    public record Scope(String account, String region, String zone, String type, String platform, String tenancy) {

        /** Instances run on shared hardware. */
        private static final List<String> PLATFORMS = List.of("Linux/UNIX", "");

        private static final List<String> TENANCIES = List.of("default", "");

        /** Whether it is the type of a zonal reservation, or in the family of another commitment. */
        public boolean includes(EstateInstance instance) {
            return instance.market() == EstateInstance.Market.ON_DEMAND
                    && instance.platform() == EstateInstance.Platform.LINUX
                    && includes(instance.region(), instance.zone(), instance.type());
        }

        /** Whether it may cover usage on Linux. */
        public boolean includes(String ofRegion, String ofZone, String ofType) {
            return region.equals(ofRegion)
                    && (zone.isEmpty()
                            ? family(type).equals(family(ofType))
                            : zone.equals(ofZone) && type.equals(ofType))
                    && PLATFORMS.contains(platform)
                    && TENANCIES.contains(tenancy);
        }

        private static String family(String type) {
            return type.split("\\.", 2)[0];
        }
    }

    /**
     * For how long a commitment is made, and at which charge.
     *
     * @param name its tag {@code Name}
     * @param hourly USD per hour for all of it
     */
    public record Terms(String name, EstateTime began, BigDecimal hourly) {

        /** AWS shows the last second. */
        private static final Duration TERM = Duration.ofDays(365).minusSeconds(1);

        /** The start in an estate with this end. */
        public Instant start(Instant endOfEstate) {
            return began.resolve(endOfEstate);
        }

        /** The end in an estate with this end. */
        public Instant end(Instant endOfEstate) {
            return start(endOfEstate).plus(TERM);
        }
    }

    /**
     * A capacity reservation.
     *
     * @param type instance type
     * @param instances for which it keeps capacity
     * @param usedBy names of the instances that run in it
     */
    public record CapacityReservation(String name, String id, String type, int instances, Set<String> usedBy) {

        private static final String REGION = "us-east-1";

        public CapacityReservation {
            usedBy = Set.copyOf(usedBy);
        }

        static CapacityReservation parse(String[] row) {
            return new CapacityReservation(
                    row[0],
                    row[1],
                    row[2],
                    Integer.parseInt(row[3]),
                    row[4].isEmpty() ? Set.of() : Set.of(row[4].split(" ")));
        }

        public String account() {
            return EstateInstance.DEFAULT_ACCOUNT;
        }

        public String region() {
            return REGION;
        }

        public String arn() {
            return "arn:aws:ec2:" + region() + ":" + account() + ":capacity-reservation/" + id;
        }

        /** Instances that could run in it. */
        public int unused() {
            return instances - usedBy.size();
        }
    }

    /** What is committed to. */
    public enum Kind {
        RESERVATION("reservation", "standard"),
        EC2_INSTANCE_PLAN("EC2Instance", "EC2Instance");

        private final String id;
        private final String offering;

        Kind(String id, String offering) {
            this.id = id;
            this.offering = offering;
        }

        /** As AWS lists it. */
        public String offering() {
            return offering;
        }

        static Kind of(String id) {
            return Stream.of(values())
                    .filter(kind -> kind.id.equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no kind of commitment: " + id));
        }
    }
}
