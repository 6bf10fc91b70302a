/// What this machine allows, found out by trying.
@NullMarked
package dev.unwait.doctor;

import org.jspecify.annotations.NullMarked;
