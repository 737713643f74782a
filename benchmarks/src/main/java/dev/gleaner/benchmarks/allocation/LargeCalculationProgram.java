package dev.gleaner.benchmarks.allocation;

import dev.gleaner.actuator.commitment.ReuseCalculator;
import dev.gleaner.actuator.commitment.ReusedCoverage;
import dev.gleaner.contracts.spend.SpendRecord;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Computes what is saved without each of many instances of a large organisation, and prints what it took. */
final class LargeCalculationProgram {

    private static final int RESOURCES = 100_000;
    private static final int DAYS = 14;
    private static final int FINDINGS = 1_000;
    private static final double NANOS = 1e9;

    private LargeCalculationProgram() {}

    public static void main(String[] arguments) {
        LargeOrganization organization = new LargeOrganization(RESOURCES, DAYS);
        Map<String, List<SpendRecord.ResourceHours>> findings = organization.findings(FINDINGS);
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Collection<ReusedCoverage> saved = new ReuseCalculator(
                        LargeOrganization.PAYER, organization.days(), organization.terms())
                .calculate(findings)
                .values();
        long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long known = saved.stream().filter(one -> one.days() > 0).count();
        System.out.printf(
                Locale.ROOT,
                "%d resources of %d kinds, %d days of hours that all differ, %d findings (%d of them known): %.1f CPU-seconds%n",
                RESOURCES,
                LargeOrganization.KINDS,
                DAYS,
                FINDINGS,
                known,
                (end - start) / NANOS);
        if (known < FINDINGS) {
            throw new IllegalStateException("the bill of the large organisation was not reproduced");
        }
    }
}
