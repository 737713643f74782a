package dev.gleaner.benchmarks.lifecycle;

import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleOptimizer;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleSettings;
import dev.gleaner.analyzer.rule.storage.schedule.StorageClass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All legal schedules, one by one. */
record ScheduleEnumerator(ScheduleOptimizer optimizer, ScheduleSettings settings) {

    /** The transitions that S3 accepts for the current versions of a prefix, and those that do nothing. */
    List<List<Step>> current(PrefixUsage usage) {
        List<List<Step>> all = new ArrayList<>();
        all.add(List.of());
        extend(List.of(), usage, false, all);
        return all;
    }

    /** The same for old versions. */
    List<List<Step>> noncurrent(PrefixUsage usage) {
        List<List<Step>> all = new ArrayList<>();
        all.add(List.of());
        extend(List.of(), usage, true, all);
        return all;
    }

    private void extend(List<Step> steps, PrefixUsage usage, boolean noncurrent, List<List<Step>> all) {
        for (StorageClass one : settings.classes().stream().sorted().toList()) {
            for (int day : settings.days()) {
                List<Step> longer = new ArrayList<>(steps);
                longer.add(new Step(day, one));
                Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
                boolean isAfter = last == null || (day > last.days() && one.compareTo(last.storageClass()) > 0);
                if (isAfter && optimizer.isLegal(usage, schedule(longer, noncurrent))) {
                    all.add(Collections.unmodifiableList(longer));
                    extend(longer, usage, noncurrent, all);
                }
            }
        }
    }

    private static LifecycleSchedule schedule(List<Step> steps, boolean noncurrent) {
        return new LifecycleSchedule(noncurrent ? List.of() : steps, noncurrent ? steps : List.of(), 0, 0, null);
    }
}
