package dev.gleaner.benchmarks.gpuagent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** An nvidia-smi that knows all fields and prints eight cards every 15 seconds, with two processes on each. */
final class Cards {

    static final int COUNT = 8;
    static final int READINGS_A_MINUTE = 4;

    private static final String PROGRAM = """
            #!/bin/sh
            cards='0 1 2 3 4 5 6 7'
            case "$1" in
            --help-query-gpu)
                for field in timestamp uuid index name pci.bus_id persistence_mode utilization.gpu utilization.encoder \\
                    utilization.decoder memory.total memory.used power.draw enforced.power.limit clocks.current.sm \\
                    clocks.max.sm mig.mode.current; do echo "\\"$field\\""; done ;;
            --query-compute-apps=*)
                echo 'gpu_uuid, pid, process_name, used_gpu_memory [MiB]'
                for card in $cards; do
                    for process in 1 2; do
                        echo "GPU-5a1c0ff3-ee15-4b1d-9e77-00000000000$card, 10$card$process, python train.py, 31044 MiB"
                    done
                done ;;
            *)
                printf 'timestamp, uuid, pci.bus_id, index, name, persistence_mode, mig.mode.current, '
                printf 'utilization.gpu [%%], utilization.encoder [%%], utilization.decoder [%%], memory.used [MiB], '
                printf 'memory.total [MiB], power.draw [W], enforced.power.limit [W], clocks.current.sm [MHz], '
                echo 'clocks.max.sm [MHz]'
                while :; do
                    now=$(date -u +'%Y/%m/%d %H:%M:%S.000')
                    for card in $cards; do
                        printf '%s, GPU-5a1c0ff3-ee15-4b1d-9e77-00000000000%s, 00000000:1%s:1C.0, %s, ' "$now" $card $card $card
                        printf 'NVIDIA H100 80GB HBM3, Enabled, Disabled, 9%s %%, 0 %%, 0 %%, 6210%s MiB, ' $card $card
                        echo "81559 MiB, 63$card.12 W, 700.00 W, 198$card MHz, 1980 MHz"
                    done
                    sleep 15 >/dev/null 2>&1
                done ;;
            esac
            """;

    private Cards() {}

    /** Writes the program into a folder. */
    static Path program(Path folder) throws IOException {
        Path program = Files.writeString(folder.resolve("nvidia-smi"), PROGRAM);
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
}
