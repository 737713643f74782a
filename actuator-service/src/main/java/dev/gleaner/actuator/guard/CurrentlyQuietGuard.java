package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.aws.InstanceUsage;
import dev.gleaner.actuator.aws.InstanceUsageReader;
import java.util.Optional;
import java.util.TreeMap;

/**
 * At the end of its hours an instance was at work until a moment ago: the last minutes have to show that it is over, and
 * when they show nothing, nobody knows.
 *
 * @param busy mean in percent, over a few minutes, that refuses
 */
record CurrentlyQuietGuard(double busy) implements Guard.Refusing {

    @Override
    public String name() {
        return "quiet-now";
    }

    @Override
    public Optional<String> refuse(GuardContext guardContext) {
        InstanceUsage.HourlyCpu cpu = guardContext.fresh().cpu();
        if (cpu.mean().isEmpty()) {
            return Optional.of(
                    "CloudWatch shows no CPU use of the last " + InstanceUsageReader.LATELY.toMinutes() + " minutes");
        }
        return Optional.of(new TreeMap<>(cpu.mean()).lastEntry())
                .filter(last -> !(last.getValue() < busy))
                .map(last -> "it still works: CPU " + last.getValue() + " % in the minutes from " + last.getKey());
    }
}
