package dev.gleaner.actuator.aws.evidence;

import dev.gleaner.contracts.resource.AcceleratedSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.GpuDeviceInfo;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;

/**
 * GPUs and other accelerators of an instance type, by DescribeInstanceTypes: {@code gpuInfo}, {@code neuronInfo},
 * {@code inferenceAcceleratorInfo}, {@code fpgaInfo} and {@code mediaAcceleratorInfo} are absent from a type that has none (EC2 API
 * reference, InstanceTypeInfo).
 */
public sealed interface InstanceAccelerators {

    /** The type has none. */
    record None() implements InstanceAccelerators {}

    /**
     * NVIDIA GPUs, whose readings show whether they work.
     *
     * @param count of a type with a fraction of a GPU 1, for which EC2 reports 0
     */
    record Gpus(int count) implements InstanceAccelerators {}

    /**
     * Accelerators for which there are no readings.
     *
     * @param what they are, for a person
     */
    record Unread(String what) implements InstanceAccelerators {}

    /**
     * It is not known whether the type has any.
     *
     * @param why for a person
     */
    record Unknown(String why) implements InstanceAccelerators {}

    /** Of the description of a type; empty if EC2 does not know the type. */
    static InstanceAccelerators of(String type, Optional<InstanceTypeInfo> description) {
        List<String> others = description.map(InstanceAccelerators::others).orElse(List.of());
        List<GpuDeviceInfo> gpus = description
                .map(InstanceTypeInfo::gpuInfo)
                .map(info -> info.gpus())
                .orElse(List.of());
        if (!others.isEmpty()) {
            return new Unread(String.join(" and ", others));
        }
        if (!gpus.isEmpty()) {
            int count = gpus.stream()
                    .mapToInt(gpu -> gpu.count() == null ? 0 : gpu.count())
                    .sum();
            return new Gpus(Math.max(1, count));
        }
        return AcceleratedSeries.hasType(type)
                ? new Unknown("EC2 does not report what accelerators " + type + " has")
                : new None();
    }

    /** What nvidia-smi and DCGM do not read. */
    private static List<String> others(InstanceTypeInfo description) {
        List<String> others = new ArrayList<>();
        if (description.gpuInfo() != null) {
            description.gpuInfo().gpus().stream()
                    .filter(gpu -> !"NVIDIA".equalsIgnoreCase(gpu.manufacturer()))
                    .map(gpu -> gpu.manufacturer() + " " + gpu.name())
                    .forEach(others::add);
        }
        if (description.neuronInfo() != null) {
            description.neuronInfo().neuronDevices().forEach(device -> others.add(String.valueOf(device.name())));
        } else if (description.inferenceAcceleratorInfo() != null) {
            description.inferenceAcceleratorInfo().accelerators().forEach(device -> others.add(device.name()));
        }
        if (description.fpgaInfo() != null) {
            others.add("FPGAs");
        }
        if (description.mediaAcceleratorInfo() != null) {
            others.add("transcoding accelerators");
        }
        return others;
    }
}
