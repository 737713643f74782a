package dev.gleaner.analyzer.rule.egress;

import static dev.gleaner.analyzer.rule.Whole.hours;
import static dev.gleaner.analyzer.rule.Whole.minutes;

import dev.gleaner.analyzer.profile.listed.Crossings;
import dev.gleaner.analyzer.profile.listed.NetworkFacts;
import dev.gleaner.analyzer.profile.listed.Prefix;
import dev.gleaner.analyzer.profile.listed.View;
import dev.gleaner.analyzer.rule.Rule;
import java.util.List;

/** The rules about bytes that are paid for because of the way they go. */
public final class EgressRules {

    private EgressRules() {}

    /** Those about prefixes of buckets, as configured. */
    public static List<Rule<Prefix>> ofPrefixes(CrossRegionReadConfig read) {
        return List.of(new CrossRegionRead(hours(read.window()), read.bytesPerMonth(), minutes(read.effort())));
    }

    /** Those about VPCs, as configured. */
    public static List<Rule<View<NetworkFacts>>> ofNetworks(NatToS3Config nat) {
        return List.of(new NatToS3(hours(nat.window()), minutes(nat.effort())));
    }

    /** Those about what flow logs tell of traffic between zones, as configured. */
    public static List<Rule<Crossings>> ofZones(CrossZoneTrafficConfig zones) {
        return List.of(new CrossZoneTraffic(hours(zones.window()), zones.bytesPerMonth(), minutes(zones.effort())));
    }

    /** Those about what flow logs tell of traffic to the internet, as configured. */
    public static List<Rule<Crossings>> ofInternet(InternetEgressConfig internet) {
        return List.of(
                new InternetEgress(hours(internet.window()), internet.bytesPerMonth(), minutes(internet.effort())));
    }
}
