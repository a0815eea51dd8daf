package io.github.normalign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a caller can see of the compiled library: only its own types and Java's, and results that nobody can change. */
class PublicApiTest {

    private static final String OURS = "io.github.normalign";


    private static List<Class<?>> publicTypes() throws IOException {
        Path root = Path.of("target/classes");
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).sorted().toList()) {
                String path = root.relativize(file).toString();
                String name = path.substring(0, path.length() - ".class".length()).replace(File.separatorChar, '.');
                if (!name.startsWith(OURS) || name.endsWith("package-info")) {
                    continue;
                }
                Class<?> type;
                try {
                    type = Class.forName(name, false, PublicApiTest.class.getClassLoader());
                } catch (ClassNotFoundException e) {
                    throw new IOException(e);
                }
                if (isVisible(type)) {
                    types.add(type);
                }
            }
        }
        return types;
    }

    private static boolean isVisible(Class<?> type) {
        return Modifier.isPublic(type.getModifiers()) && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** Every type that a signature of this class names, with the place. */
    private static Set<String> named(Class<?> type) {
        Set<String> names = new TreeSet<>();
        add(type.getGenericSuperclass(), names);
        for (Type each : type.getGenericInterfaces()) {
            add(each, names);
        }
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field.getModifiers()) && !field.isSynthetic()) {
                add(field.getGenericType(), names);
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            addSignature(constructor, names);
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isVisible(method.getModifiers()) && !method.isSynthetic()) {
                add(method.getGenericReturnType(), names);
            }
            addSignature(method, names);
        }
        return names;
    }

    private static void addSignature(Executable executable, Set<String> names) {
        if (isVisible(executable.getModifiers()) && !executable.isSynthetic()) {
            for (Parameter parameter : executable.getParameters()) {
                add(parameter.getParameterizedType(), names);
            }
            for (Type thrown : executable.getGenericExceptionTypes()) {
                add(thrown, names);
            }
        }
    }

    private static void add(Type type, Set<String> names) {
        if (type instanceof ParameterizedType generic) {
            add(generic.getRawType(), names);
            Arrays.stream(generic.getActualTypeArguments()).forEach(each -> add(each, names));
        } else if (type instanceof Class<?> plain) {
            Class<?> element = plain;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            if (!element.isPrimitive()) {
                names.add(element.getName());
            }
        } else if (type instanceof WildcardType wildcard) {
            Arrays.stream(wildcard.getUpperBounds()).forEach(each -> add(each, names));
            Arrays.stream(wildcard.getLowerBounds()).forEach(each -> add(each, names));
        } else if (type instanceof GenericArrayType array) {
            add(array.getGenericComponentType(), names);
        } else if (type instanceof TypeVariable<?> variable && !(variable.getBounds()[0] instanceof ParameterizedType)) {
            // A bound that names the variable itself would never end.
            Arrays.stream(variable.getBounds()).forEach(each -> add(each, names));
        }
    }

    @Test
    void noSignatureNamesAnOnnxRuntimeType() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<Class<?>> types = publicTypes();
        for (Class<?> type : types) {
            named(type).stream().filter(name -> name.contains("ai.onnxruntime"))
                .forEach(name -> wrong.add(type + " names " + name));
        }
        assertTrue(types.size() > 80 && types.contains(WordAligner.class), types.size() + " public types");
        assertEquals(List.of(), wrong);
    }

    @Test
    void theFacadeNamesOnlyTypesOfJavaAndOurs() throws IOException {
        Set<String> foreign = new TreeSet<>();
        for (Class<?> type : publicTypes()) {
            if (type.getPackageName().equals(OURS)) {
                named(type).stream().filter(name -> !name.startsWith("java.") && !name.startsWith(OURS))
                    .forEach(name -> foreign.add(type.getName() + " names " + name));
            }
        }
        assertEquals(Set.of(), foreign);
    }

    @Test
    void whatTheFacadeReturnsIsARecordOrCannotChange() {
        Set<Class<?>> seen = new LinkedHashSet<>();
        collect(AlignedPair.class, seen);
        collect(AlignerOptions.class, seen);
        assertTrue(seen.size() > 8, seen.toString());
        List<String> changeable = new ArrayList<>();
        for (Class<?> type : seen) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isFinal(field.getModifiers())) {
                    changeable.add(field.toString());
                }
            }
            for (RecordComponent component : type.isRecord() ? type.getRecordComponents() : new RecordComponent[0]) {
                if (component.getType().isArray()) {
                    changeable.add(component.toString());
                }
            }
        }
        assertEquals(List.of(), changeable);
    }

    /** Our own types within the components of a record. */
    private static void collect(Type type, Set<Class<?>> seen) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(each -> collect(each, seen));
        } else if (type instanceof Class<?> plain && plain.getName().startsWith(OURS) && seen.add(plain)) {
            if (plain.isRecord()) {
                Arrays.stream(plain.getRecordComponents()).forEach(each -> collect(each.getGenericType(), seen));
            }
        }
    }
}
