package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.cost.InstanceTariff;
import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.instance.size.InstanceSize;
import dev.gleaner.analyzer.rule.instance.size.InstanceSizeTable;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.resource.NewerFamilies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A running on-demand instance of a previous generation, which a type of the same size of a newer family could replace: with as many vCPUs and
 * as much memory at least. One that another rule finds is left to that rule, as it may not be needed at all. Whether the newer type costs less
 * is a matter of its price, and of commitments that may cover the present family alone.
 *
 * @param ageHours from which an instance is found
 * @param newerTypes that could replace a type, for each that is found
 * @param others rules by which an instance is not needed at all, or only at times; they come first
 */
record PreviousGeneration(
        int ageHours,
        Map<String, NewerTypes> newerTypes,
        List<Rule<InstanceSnapshot>> others,
        InstanceRemedies remedies,
        int effortMinutes)
        implements Rule<InstanceSnapshot> {

    static final RuleName NAME = new RuleName("previous-generation", 5);

    private static final String WINDOWS = "Windows";
    private static final String DEDICATED_HOST = "host";

    PreviousGeneration {
        newerTypes = Map.copyOf(newerTypes);
        others = List.copyOf(others);
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public @Nullable String notApplicable(InstanceSnapshot snapshot) {
        InstanceFacts facts = snapshot.facts();
        if (facts.type() == null) {
            return "its type is not known";
        }
        if (newer(facts).count() == 0) {
            return "no newer type is known that could replace a " + facts.type();
        }
        if (facts.market() != null && !facts.market().isEmpty()) {
            return "it is not paid for on demand";
        }
        return DEDICATED_HOST.equals(facts.tenancy())
                ? "it runs on a dedicated host, which is paid for as a whole"
                : null;
    }

    @Override
    public Verdict evaluate(InstanceSnapshot snapshot) {
        InstanceFacts facts = snapshot.facts();
        String reason = notApplicable(snapshot);
        if (reason != null) {
            return new Verdict.Nothing(reason);
        }
        if (!facts.runs()) {
            return new Verdict.Nothing("it is not known to run");
        }
        if (!snapshot.isOlderThan(Duration.ofHours(ageHours))) {
            return new Verdict.Nothing("it is younger than " + ageHours + " hours");
        }
        for (Rule<InstanceSnapshot> other : others) {
            if (other.evaluate(snapshot) instanceof Verdict.Found) {
                return new Verdict.Nothing("it is found by " + other.name());
            }
        }
        NewerTypes newer = newer(facts);
        return new Verdict.Found(
                () -> List.of(new Evidence("newer types that could replace it", newer.count(), "types", 1.0, 1, 1)),
                () -> remedies.newerTypes(snapshot, newer),
                prices -> InstanceTariff.of(snapshot)
                        .replaced(prices, names(newer.sameArchitecture()), names(newer.arm64())));
    }

    /** Nothing for arm64 executes Windows. */
    private NewerTypes newer(InstanceFacts facts) {
        NewerTypes newer = newerTypes.getOrDefault(facts.type(), NewerTypes.NONE);
        boolean isWindows = facts.platform() != null && facts.platform().startsWith(WINDOWS);
        return isWindows ? new NewerTypes(newer.sameArchitecture(), List.of()) : newer;
    }

    private static List<String> names(List<InstanceSize> sizes) {
        return sizes.stream().map(InstanceSize::type).toList();
    }

    /**
     * Types that could replace one.
     *
     * @param sameArchitecture which execute the programs of its image
     * @param arm64 which need programs for their architecture
     */
    record NewerTypes(List<InstanceSize> sameArchitecture, List<InstanceSize> arm64) {

        private static final NewerTypes NONE = new NewerTypes(List.of(), List.of());

        NewerTypes {
            sameArchitecture = List.copyOf(sameArchitecture);
            arm64 = List.copyOf(arm64);
        }

        /**
         * Those of each type that has some.
         *
         * @param isCurrentFound whether to include types of current generations
         */
        static Map<String, NewerTypes> of(InstanceSizeTable sizes, NewerFamilies families, boolean isCurrentFound) {
            Map<String, NewerTypes> byType = new HashMap<>();
            for (InstanceSize present : sizes.all()) {
                NewerTypes newer = of(
                        present,
                        families.of(present.type()).stream()
                                .filter(type ->
                                        isCurrentFound || type.generation() == NewerFamilies.Generation.PREVIOUS)
                                .toList(),
                        sizes);
                if (newer.count() > 0) {
                    byType.put(present.type(), newer);
                }
            }
            return byType;
        }

        private static NewerTypes of(InstanceSize present, List<NewerFamilies.Type> types, InstanceSizeTable sizes) {
            List<InstanceSize> sameArchitecture = new ArrayList<>();
            List<InstanceSize> arm64 = new ArrayList<>();
            for (NewerFamilies.Type type : types) {
                boolean isArm64 = type.processor() == NewerFamilies.Processor.GRAVITON;
                sizes.of(type.name())
                        .filter(size -> isNoSmaller(size, present))
                        .ifPresent((isArm64 ? arm64 : sameArchitecture)::add);
            }
            return new NewerTypes(sameArchitecture, arm64);
        }

        private static boolean isNoSmaller(InstanceSize size, InstanceSize present) {
            return size.cpus() >= present.cpus() && size.memoryMib() >= present.memoryMib();
        }

        int count() {
            return sameArchitecture.size() + arm64.size();
        }
    }
}
