package dev.gleaner.analyzer.rule.instance;

import static dev.gleaner.analyzer.rule.RuleNumbers.hours;
import static dev.gleaner.analyzer.rule.RuleNumbers.minutes;

import dev.gleaner.analyzer.profile.gpu.GpuLimits;
import dev.gleaner.analyzer.profile.instance.HourQuantizer;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.instance.size.GpuSharing;
import dev.gleaner.analyzer.rule.instance.size.InstanceSizeTable;
import dev.gleaner.analyzer.rule.instance.size.OversizedInstanceConfig;
import dev.gleaner.analyzer.rule.instance.size.SizeLimits;
import dev.gleaner.analyzer.rule.instance.size.SmallerGpuTypes;
import dev.gleaner.analyzer.rule.instance.size.SmallerSizes;
import dev.gleaner.analyzer.rule.tags.EnvironmentConfig;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.AcceleratedSeries;
import dev.gleaner.contracts.resource.NewerFamilies;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The rules about instances.
 *
 * @param gpuLimits limits by which a GPU reading becomes a state
 * @param hourLimits values with which the rules compare hours of CPU and network
 * @param accelerators the types whose use their CPU does not show
 */
public record InstanceRules(
        List<Rule<InstanceSnapshot>> rules,
        GpuLimits gpuLimits,
        HourQuantizer.Limits hourLimits,
        AcceleratedSeries accelerators) {

    public InstanceRules {
        rules = List.copyOf(rules);
    }

    /** The rules as configured. */
    public static InstanceRules of(RuleSettings settings) {
        IdleInstanceConfig idle = settings.of(IdleInstanceConfig.class);
        SporadicInstanceConfig sporadic = settings.of(SporadicInstanceConfig.class);
        IdleGpuConfig idleGpu = settings.of(IdleGpuConfig.class);
        UnderusedGpuConfig underusedGpu = settings.of(UnderusedGpuConfig.class);
        OversizedInstanceConfig oversized = settings.of(OversizedInstanceConfig.class);
        PreviousGenerationConfig previous = settings.of(PreviousGenerationConfig.class);
        StoppedInstanceConfig stopped = settings.of(StoppedInstanceConfig.class);
        GpuReadingConfig gpuReadingConfig = settings.of(GpuReadingConfig.class);
        int gpuHours = Math.max(hours(idleGpu.window()), hours(idleGpu.productionWindow()));
        int memory = Math.max(2 * hours(idle.window()), gpuHours);
        IdleInstance.Limits limits = limits(idle, WorkHours.Limits.of(settings.of(WorkHoursConfig.class), memory));
        AcceleratedSeries accelerators = gpuReadingConfig.accelerators();
        GpuReadingPolicy gpuReadingPolicy = new GpuReadingPolicy(
                accelerators,
                gpuReadingConfig.readings(),
                idle.coverage(),
                hours(gpuReadingConfig.silence()),
                InstanceTypeTable.gpus());
        InstanceRemedies remedies =
                new InstanceRemedies(settings.of(EnvironmentConfig.class).nonProduction());
        List<Rule<InstanceSnapshot>> unneeded = List.of(
                new IdleInstance(limits, gpuReadingPolicy, remedies, minutes(idle.effort())),
                new SporadicInstance(
                        sporadic.mean(),
                        sporadic.rest(),
                        account -> sporadic.zones().getOrDefault(account, sporadic.zone()),
                        limits,
                        gpuReadingPolicy,
                        remedies,
                        minutes(sporadic.effort())),
                new IdleGpu(
                        new IdleGpu.Timing(
                                minutes(idleGpu.notice()),
                                minutes(idleGpu.question()),
                                minutes(idleGpu.productionQuestion()),
                                idleGpu.minutesCovered()),
                        hours(idleGpu.window()),
                        hours(idleGpu.productionWindow()),
                        limits,
                        gpuReadingPolicy,
                        remedies,
                        minutes(idleGpu.effort())));
        InstanceTypeTable baselines = InstanceTypeTable.baselines();
        SmallerSizes sizes = new SmallerSizes(
                InstanceSizeTable.bundled(), type -> baselines.of(type).isPresent(), accelerators::includes);
        SizeLimits oversizedLimits = SizeLimits.of(oversized, sizes);
        List<Rule<InstanceSnapshot>> rules = new ArrayList<>(unneeded);
        Collections.addAll(
                rules,
                new UnderusedGpu(
                        hours(underusedGpu.window()),
                        underusedGpu.mean(),
                        gpuReadingPolicy,
                        new SmallerGpuTypes(sizes.table(), oversizedLimits),
                        new GpuSharing(oversizedLimits.utilization()),
                        remedies,
                        minutes(underusedGpu.effort())),
                new OversizedInstance(
                        oversizedLimits, sizes, unneeded, limits.work(), remedies, minutes(oversized.effort())),
                new PreviousGeneration(
                        hours(previous.age()),
                        PreviousGeneration.NewerTypes.of(sizes.table(), NewerFamilies.bundled(), previous.current()),
                        unneeded,
                        remedies,
                        minutes(previous.effort())),
                new StoppedInstance(
                        hours(stopped.stopped()), hours(stopped.addresses()), remedies, minutes(stopped.effort())),
                MissingTags.ofInstances(MissingTags.Limits.of(settings)));
        return new InstanceRules(rules, gpuReadingConfig.limits(), limits.work().hourLimits(), accelerators);
    }

    private static IdleInstance.Limits limits(IdleInstanceConfig idle, WorkHours.Limits work) {
        return new IdleInstance.Limits(
                idle.window(),
                idle.mean(),
                idle.workHours(),
                hours(idle.rest()),
                idle.coverage(),
                idle.networkPerDay(),
                Math.toIntExact(idle.history().toDays()),
                work);
    }
}
