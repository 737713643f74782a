package dev.gleaner.actuator.commitment;

/**
 * Reserved instances of EC2 that were bought together.
 *
 * @param account that owns them
 * @param zone of a zonal reservation; empty of a regional one
 * @param platform such as {@code Linux/UNIX}
 * @param tenancy such as {@code default}
 * @param instances number of them
 * @param units normalized units of an hour of one of them if it is size-flexible, else 0
 */
public record InstanceReservation(
        String id,
        String account,
        String region,
        String zone,
        String type,
        String platform,
        String tenancy,
        double instances,
        double units) {

    boolean isZonal() {
        return !zone.isEmpty();
    }

    /** What an hour of usage takes of it; 0 if it does not cover it. */
    double taken(EligibleUsage usage) {
        boolean matches = region.equals(usage.region())
                && (zone.isEmpty() || zone.equals(usage.zone()))
                && platform.equals(usage.platform())
                && tenancy.equals(usage.tenancy());
        if (!matches) {
            return 0;
        }
        if (!isSizeFlexible()) {
            return type.equals(usage.type()) ? 1 : 0;
        }
        return EligibleUsage.family(type).equals(usage.family()) ? usage.units() : 0;
    }

    /** What it can cover in an hour: normalized units if it is size-flexible, else instances. */
    double capacity() {
        return isSizeFlexible() ? instances * units : instances;
    }

    private boolean isSizeFlexible() {
        return units != 0 && !isZonal();
    }
}
