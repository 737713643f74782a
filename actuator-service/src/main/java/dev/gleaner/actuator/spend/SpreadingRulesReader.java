package dev.gleaner.actuator.spend;

import dev.gleaner.actuator.format.SourceProblems;
import dev.gleaner.actuator.format.YamlMappingReader;
import dev.gleaner.actuator.format.YamlTree;
import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendDimension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses the file of {@code actuator.spend.spreading}. */
final class SpreadingRulesReader {

    private static final List<String> KINDS =
            Arrays.stream(SharedCost.values()).map(SharedCost::id).toList();
    private static final List<SpendDimension> DIMENSIONS = Arrays.stream(SpendDimension.values())
            .filter(SpendDimension::isAllocated)
            .toList();
    private static final List<String> DIMENSION_NAMES =
            DIMENSIONS.stream().map(SpendDimension::id).toList();
    private static final BigDecimal WHOLE = BigDecimal.valueOf(100);
    private static final String FIXED = "fixed";

    private final SourceProblems problems;

    private SpreadingRulesReader(SourceProblems problems) {
        this.problems = problems;
    }

    /** Parses a file; throws {@link InvalidSpreadingException} with all its problems. */
    static SpreadingRules read(Path file) {
        try {
            return read(file.toString(), Files.readString(file));
        } catch (MalformedInputException e) {
            throw new InvalidSpreadingException(List.of(file + ": it is not UTF-8; save it as UTF-8"));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "actuator.spend.spreading names " + file
                            + ", which can't be read; correct the path, or remove the key",
                    e);
        }
    }

    /** Parses text; throws {@link InvalidSpreadingException} with all its problems. */
    static SpreadingRules read(String name, String text) {
        SourceProblems problems = new SourceProblems(name);
        Optional<SpreadingRules> rules =
                YamlTree.read(text, problems).map(root -> new SpreadingRulesReader(problems).rules(root));
        if (!problems.isEmpty()) {
            throw new InvalidSpreadingException(problems.lines());
        }
        return rules.orElseThrow();
    }

    private SpreadingRules rules(YamlTree.Node root) {
        YamlMappingReader reader = YamlMappingReader.of(root, "the file", KINDS, problems);
        Map<SharedCost, Map<SpendDimension, SpreadingRules.Method>> methods = new EnumMap<>(SharedCost.class);
        for (SharedCost kind : SharedCost.values()) {
            reader.node(kind.id()).ifPresent(node -> methods.put(kind, byDimension(kind, node)));
        }
        return new SpreadingRules(methods);
    }

    private Map<SpendDimension, SpreadingRules.Method> byDimension(SharedCost kind, YamlTree.Node node) {
        Map<SpendDimension, SpreadingRules.Method> methods = new EnumMap<>(SpendDimension.class);
        if (node instanceof YamlTree.Node.Text text) {
            named(text).ifPresent(method -> DIMENSIONS.forEach(dimension -> methods.put(dimension, method)));
            return methods;
        }
        YamlMappingReader reader = YamlMappingReader.of(node, kind.id(), DIMENSION_NAMES, problems);
        for (SpendDimension dimension : DIMENSIONS) {
            reader.node(dimension.id())
                    .flatMap(value -> method(kind.id() + " by " + dimension.id(), value))
                    .ifPresent(method -> methods.put(dimension, method));
        }
        return methods;
    }

    private Optional<SpreadingRules.Method> method(String what, YamlTree.Node node) {
        if (node instanceof YamlTree.Node.Text text) {
            return named(text);
        }
        YamlMappingReader reader = YamlMappingReader.of(node, what, List.of(FIXED), problems);
        Optional<YamlTree.Node> shares = reader.node(FIXED);
        if (shares.isEmpty()) {
            problems.add(node.location(), what + " needs even, proportional, or fixed with the share of each value");
        }
        return shares.flatMap(value -> fixed(what, value));
    }

    private Optional<SpreadingRules.Method> named(YamlTree.Node.Text text) {
        return switch (text.value()) {
            case "even" -> Optional.of(new SpreadingRules.Even());
            case "proportional" -> Optional.of(new SpreadingRules.Proportional());
            case FIXED ->
                problem(
                        text.location(),
                        "fixed needs a dimension and the share of each value, as team: {fixed: {search: 60, ads: 40}}");
            default ->
                problem(
                        text.location(),
                        "a method has to be even or proportional, or fixed with shares, not " + text.value()
                                + "; leave the key out if the cost is not to be spread");
        };
    }

    private Optional<SpreadingRules.Method> fixed(String what, YamlTree.Node node) {
        if (!(node instanceof YamlTree.Node.Fields fields)) {
            return problem(node.location(), "fixed has to be values with their shares in percent, as search: 60");
        }
        Map<String, BigDecimal> shares = new LinkedHashMap<>();
        boolean isValid = true;
        for (Map.Entry<String, YamlTree.Node.Field> field : fields.byKey().entrySet()) {
            Optional<BigDecimal> share = share(field.getKey(), field.getValue());
            share.ifPresent(percent -> shares.put(field.getKey(), percent));
            isValid &= share.isPresent();
        }
        BigDecimal sum = shares.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        if (isValid && sum.compareTo(WHOLE) != 0) {
            return problem(
                    node.location(),
                    "the shares of " + what + " add up to " + sum.toPlainString()
                            + "; change them so that they add up to 100");
        }
        return isValid ? Optional.of(new SpreadingRules.Fixed(shares)) : Optional.empty();
    }

    private Optional<BigDecimal> share(String value, YamlTree.Node.Field field) {
        if (value.equals(SpendDimension.UNALLOCATED)) {
            problems.add(field.location(), "nothing is spread to unallocated; name a value that owns its cost");
            return Optional.empty();
        }
        if (field.value() instanceof YamlTree.Node.Text text && text.value().matches("[0-9]{1,3}(\\.[0-9]{1,6})?")) {
            BigDecimal percent = new BigDecimal(text.value());
            if (percent.signum() > 0 && percent.compareTo(WHOLE) <= 0) {
                return Optional.of(percent);
            }
        }
        problems.add(
                field.value().location(),
                "the share of " + value + " has to be a number above 0 and up to 100, as 60 or 12.5");
        return Optional.empty();
    }

    private <T> Optional<T> problem(YamlTree.SourceLocation location, String text) {
        problems.add(location, text);
        return Optional.empty();
    }

    /** An invalid file; the message names each problem with file, line and column. */
    static final class InvalidSpreadingException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        InvalidSpreadingException(List<String> problems) {
            super(String.join("\n", problems));
        }
    }
}
