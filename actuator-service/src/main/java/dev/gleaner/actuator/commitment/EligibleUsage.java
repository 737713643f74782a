package dev.gleaner.actuator.commitment;

import java.util.EnumMap;
import java.util.Map;

/**
 * Usage of an hour that commitments may cover, of one account.
 *
 * @param zone availability zone; empty of usage that is in none, such as that of Lambda
 * @param type such as {@code m5.xlarge} or {@code ml.g5.xlarge}; of usage without types what it is billed by
 * @param platform such as {@code Linux/UNIX}
 * @param tenancy such as {@code default}
 * @param units normalized units of an hour, by which a size-flexible reservation covers it; 0 if none does
 * @param hours amount of it
 * @param onDemand USD for an hour on demand
 * @param planRates USD for an hour by the kinds of savings plans whose rate is known; a kind that is absent covers none of it
 */
public record EligibleUsage(
        String account,
        String region,
        String zone,
        String type,
        String platform,
        String tenancy,
        double units,
        double hours,
        double onDemand,
        Map<SavingsPlan.Kind, Double> planRates) {

    public EligibleUsage {
        planRates = planRates.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(planRates));
    }

    /** The type without its size: {@code m5}, {@code ml.g5}. */
    public String family() {
        return family(type);
    }

    static String family(String type) {
        int size = type.lastIndexOf('.');
        return size < 0 ? type : type.substring(0, size);
    }
}
