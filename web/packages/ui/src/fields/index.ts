export { CheckField, Choice, ColorField, RangeField, SwitchField } from "./choice.tsx"
export { Field, type FieldProps } from "./Field.tsx"
export { PasswordField, SelectField, TextArea, TextField } from "./text.tsx"
