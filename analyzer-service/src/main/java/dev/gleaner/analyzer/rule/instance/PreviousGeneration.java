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
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A running on-demand instance of a previous generation, which a type of the same size of a newer family could replace: with as many vCPUs and
 * as much memory at least. One that another rule finds is left to that rule, as it may not be needed at all. Whether the newer type costs less
 * is a matter of its price, and of commitments that may cover the present family alone.
 *
 * @param ageHours from which an instance is found
 * @param isCurrentFound whether current generations are found too, if another processor costs less
 * @param others rules by which an instance is not needed at all, or only at times; they come first
 */
record PreviousGeneration(
        int ageHours,
        boolean isCurrentFound,
        InstanceSizeTable sizes,
        List<Rule<InstanceSnapshot>> others,
        InstanceRemedies remedies,
        int effortMinutes)
        implements Rule<InstanceSnapshot> {

    static final RuleName NAME = new RuleName("previous-generation", 5);

    private static final String WINDOWS = "Windows";
    private static final String DEDICATED_HOST = "host";

    PreviousGeneration {
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

    private NewerTypes newer(InstanceFacts facts) {
        InstanceSize present = sizes.of(facts.type()).orElse(null);
        if (present == null) {
            return NewerTypes.NONE;
        }
        List<NewerFamilies.Type> types = NewerFamilies.bundled().of(present.type()).stream()
                .filter(type -> isCurrentFound || type.generation() == NewerFamilies.Generation.PREVIOUS)
                .toList();
        boolean isWindows = facts.platform() != null && facts.platform().startsWith(WINDOWS);
        return new NewerTypes(
                sizes(types, present, type -> type.processor() != NewerFamilies.Processor.GRAVITON),
                isWindows
                        ? List.of()
                        : sizes(types, present, type -> type.processor() == NewerFamilies.Processor.GRAVITON));
    }

    private List<InstanceSize> sizes(
            List<NewerFamilies.Type> types, InstanceSize present, Predicate<NewerFamilies.Type> condition) {
        return types.stream()
                .filter(condition)
                .flatMap(type -> sizes.of(type.name()).stream())
                .filter(size -> size.cpus() >= present.cpus() && size.memoryMib() >= present.memoryMib())
                .toList();
    }

    private static List<String> names(List<InstanceSize> sizes) {
        return sizes.stream().map(InstanceSize::type).toList();
    }

    /**
     * Types that could replace one.
     *
     * @param sameArchitecture which execute the programs of its image
     * @param arm64 which need programs for their architecture; none for Windows, which they do not execute
     */
    record NewerTypes(List<InstanceSize> sameArchitecture, List<InstanceSize> arm64) {

        private static final NewerTypes NONE = new NewerTypes(List.of(), List.of());

        int count() {
            return sameArchitecture.size() + arm64.size();
        }
    }
}
