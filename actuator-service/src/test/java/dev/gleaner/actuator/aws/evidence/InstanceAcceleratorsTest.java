package dev.gleaner.actuator.aws.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;

/** What EC2 reports of instance types, as its descriptions of these types have it. */
class InstanceAcceleratorsTest {

    @Test
    void shouldCountTheGpusOfNvidia() {
        assertThat(of("p4d.24xlarge", type -> gpus(type, "NVIDIA", "A100", 8)))
                .isEqualTo(new InstanceAccelerators.Gpus(8));
    }

    /** g6f.large has an eighth of an L4: EC2 reports 0 GPUs, and nvidia-smi one. */
    @Test
    void shouldCountAPartOfAGpuAsOne() {
        assertThat(of("g6f.large", type -> gpus(type, "NVIDIA", "L4", 0))).isEqualTo(new InstanceAccelerators.Gpus(1));
    }

    @Test
    void shouldNotTakeOtherAcceleratorsForReadOnes() {
        assertThat(of("g4ad.xlarge", type -> gpus(type, "AMD", "Radeon Pro V520", 1)))
                .isEqualTo(new InstanceAccelerators.Unread("AMD Radeon Pro V520"));
        assertThat(of("dl1.24xlarge", type -> gpus(type, "Habana", "Gaudi HL-205", 8)))
                .isEqualTo(new InstanceAccelerators.Unread("Habana Gaudi HL-205"));
        assertThat(of(
                        "trn1.2xlarge",
                        type -> type.neuronInfo(info -> info.neuronDevices(device -> device.name("Trainium")))))
                .isEqualTo(new InstanceAccelerators.Unread("Trainium"));
        assertThat(of(
                        "inf1.xlarge",
                        type -> type.inferenceAcceleratorInfo(
                                info -> info.accelerators(device -> device.name("Inferentia")))))
                .isEqualTo(new InstanceAccelerators.Unread("Inferentia"));
        assertThat(of("f2.6xlarge", type -> type.fpgaInfo(info -> info.totalFpgaMemoryInMiB(65536))))
                .isEqualTo(new InstanceAccelerators.Unread("FPGAs"));
        assertThat(of("vt1.3xlarge", type -> type.mediaAcceleratorInfo(info -> info.totalMediaMemoryInMiB(24576))))
                .isEqualTo(new InstanceAccelerators.Unread("transcoding accelerators"));
    }

    @Test
    void shouldNotTakeATypeForOneWithoutAcceleratorsWhoseSeriesHasThem() {
        assertThat(of("g5.xlarge", type -> {})).isInstanceOf(InstanceAccelerators.Unknown.class);
        assertThat(InstanceAccelerators.of("p9.large", Optional.empty()))
                .isInstanceOf(InstanceAccelerators.Unknown.class);
    }

    @Test
    void shouldKnowThatOtherTypesHaveNone() {
        assertThat(of("m5.large", type -> {})).isEqualTo(new InstanceAccelerators.None());
        assertThat(InstanceAccelerators.of("mac2.metal", Optional.empty())).isEqualTo(new InstanceAccelerators.None());
    }

    private static InstanceAccelerators of(String type, Consumer<InstanceTypeInfo.Builder> content) {
        return InstanceAccelerators.of(
                type,
                Optional.of(InstanceTypeInfo.builder()
                        .instanceType(type)
                        .applyMutation(content)
                        .build()));
    }

    private static void gpus(InstanceTypeInfo.Builder type, String manufacturer, String name, int count) {
        type.gpuInfo(info ->
                info.gpus(gpu -> gpu.manufacturer(manufacturer).name(name).count(count)));
    }
}
