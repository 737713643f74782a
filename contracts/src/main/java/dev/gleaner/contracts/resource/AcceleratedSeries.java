package dev.gleaner.contracts.resource;

import java.util.Locale;
import java.util.Set;

/**
 * Series, the letters before the generation, of instance types with GPUs or other accelerators. What these do is not shown by the CPU of an
 * instance, so that no service takes such a type for idle or for too large because its CPU is.
 *
 * @param names in lower case
 */
public record AcceleratedSeries(Set<String> names) {

    /**
     * Series with GPUs, FPGAs, machine-learning or transcoding accelerators, with commas between them. Source: Amazon EC2 instance type
     * naming conventions, 2026-11.
     */
    public static final String NAMES = "dl,f,g,gr,inf,p,trn,vt";

    private static final AcceleratedSeries KNOWN = new AcceleratedSeries(Set.of(NAMES.split(",")));
    private static final String SAGEMAKER = "ml.";

    public AcceleratedSeries {
        names = Set.copyOf(names);
    }

    /** Whether an instance type such as {@code g5.xlarge} is of one of the series of {@link #NAMES}. */
    public static boolean hasType(String instanceType) {
        return KNOWN.includes(instanceType);
    }

    /** Whether a type is of one of these; one of SageMaker ({@code ml.inf2.xlarge}) has what the type of EC2 of its name has. */
    public boolean includes(String instanceType) {
        String type = instanceType.startsWith(SAGEMAKER) ? instanceType.substring(SAGEMAKER.length()) : instanceType;
        int end = 0;
        while (end < type.length() && Character.isLetter(type.charAt(end))) {
            end++;
        }
        return names.contains(type.substring(0, end).toLowerCase(Locale.ROOT));
    }
}
