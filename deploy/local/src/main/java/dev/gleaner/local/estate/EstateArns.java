package dev.gleaner.local.estate;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.KindRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ARNs of what findings are on: the resources of all kinds, prefixes of buckets, Auto Scaling groups, commitments, capacity
 * reservations and services.
 */
public record EstateArns(Estate estate, EstateIdentities identities) {

    /** Before the name of a service. */
    public static final String SERVICE = "service/";

    /** The ARN of a name; {@link IllegalArgumentException} when it is not in the estate. */
    public Arn arn(String name) {
        return KindRegistry.all().stream()
                .flatMap(kind -> ofKind(kind, name).stream())
                .findFirst()
                .or(() -> prefix(estate, name))
                .or(() -> estate.scalingGroup(name).map(member -> scalingGroup(member, name)))
                .or(() -> ofBill(estate, name))
                .orElseThrow(() -> new IllegalArgumentException("not in estate " + estate.name() + ": " + name));
    }

    /** The names of all resources by ARN. Prefixes, commitments and services are not included. */
    public Map<String, String> names() {
        Map<String, String> names = new TreeMap<>();
        KindRegistry.all().forEach(kind -> putNames(kind, names));
        EstateCommitments.of(estate)
                .capacityReservations()
                .forEach(reservation -> names.put(reservation.arn(), reservation.name()));
        estate.instances().forEach(r -> {
            String group = r.autoScalingGroup();
            if (group != null) {
                names.put(scalingGroup(r, group).toString(), group);
            }
        });
        return names;
    }

    /** Whether a name is in an estate. */
    public static boolean knows(Estate estate, String name) {
        return KindRegistry.all().stream()
                        .anyMatch(kind -> estate.owner(kind, name).isPresent())
                || prefix(estate, name).isPresent()
                || estate.scalingGroup(name).isPresent()
                || ofBill(estate, name).isPresent();
    }

    private <R extends EstateResource> Optional<Arn> ofKind(EstateKind<R> kind, String name) {
        return estate.owner(kind, name).map(resource -> kind.arn(resource, name, identities::id));
    }

    private <R extends EstateResource> void putNames(EstateKind<R> kind, Map<String, String> names) {
        estate.all(kind)
                .forEach(resource -> kind.names(resource)
                        .forEach(name -> names.put(
                                kind.arn(resource, name, identities::id).toString(), name)));
    }

    private Arn scalingGroup(EstateInstance member, String name) {
        return new Arn("aws", "autoscaling", member.region(), member.account(), identities.id(name));
    }

    /** What mainly the bill shows: commitments, capacity reservations, and services as {@code service/NAME}. */
    private static Optional<Arn> ofBill(Estate estate, String name) {
        return name.startsWith(SERVICE)
                ? Optional.of(new Arn("aws", "gleaner", "", "", name))
                : EstateCommitments.of(estate).arn(name).map(Arn::parse);
    }

    /** The ARN of {@code bucket/prefix/}, if both are in the estate. */
    private static Optional<Arn> prefix(Estate estate, String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String prefix = name.substring(slash + 1);
        return estate.bucket(name.substring(0, slash))
                .filter(bucket -> bucket.prefixes().containsKey(prefix))
                .map(bucket -> Arn.prefix(bucket.name(), prefix));
    }
}
